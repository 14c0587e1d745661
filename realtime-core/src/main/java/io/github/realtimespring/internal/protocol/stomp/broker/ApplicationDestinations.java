package io.github.realtimespring.internal.protocol.stomp.broker;

import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.simp.SimpMessageMappingInfo;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.simp.user.UserDestinationMessageHandler;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.util.PathMatcher;

/**
 * Determines whether an application handler exists for a destination that is not the
 * broker's. Thread-safe.
 */
final class ApplicationDestinations {

	private final SubscribableChannel clientInboundChannel;

	ApplicationDestinations(SubscribableChannel clientInboundChannel) {
		this.clientInboundChannel = clientInboundChannel;
	}

	/**
	 * Whether a method of the application, or another handler of it, accepts frames of a
	 * type for a destination.
	 */
	boolean contains(SimpMessageType type, String destination) {
		if (!(this.clientInboundChannel instanceof AbstractSubscribableChannel channel)) {
			return true;
		}
		for (MessageHandler handler : channel.getSubscribers()) {
			if (!(handler instanceof SimpAnnotationMethodMessageHandler || handler instanceof ClientFrameHandler
					|| handler instanceof UserDestinationMessageHandler)) {
				return true;
			}
		}
		return hasMethod(type, destination);
	}

	/**
	 * Whether a method of the application takes frames of a type for a destination.
	 */
	boolean hasMethod(SimpMessageType type, String destination) {
		return this.clientInboundChannel instanceof AbstractSubscribableChannel channel && channel.getSubscribers()
			.stream()
			.anyMatch((handler) -> handler instanceof SimpAnnotationMethodMessageHandler methods
					&& hasMethod(methods, type, destination));
	}

	private static boolean hasMethod(SimpAnnotationMethodMessageHandler methods, SimpMessageType type,
			String destination) {
		if (methods.getDestinationPrefixes().isEmpty()) {
			return hasMapping(methods, type, destination);
		}
		for (String prefix : methods.getDestinationPrefixes()) {
			if (destination.startsWith(prefix) && (hasMapping(methods, type, destination.substring(prefix.length() - 1))
					|| hasMapping(methods, type, destination.substring(prefix.length())))) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasMapping(SimpAnnotationMethodMessageHandler methods, SimpMessageType type,
			String lookupDestination) {
		PathMatcher pathMatcher = methods.getPathMatcher();
		for (SimpMessageMappingInfo mapping : methods.getHandlerMethods().keySet()) {
			if (mapping.getMessageTypeMessageCondition().getMessageType() == type) {
				for (String pattern : mapping.getDestinationConditions().getPatterns()) {
					if (pattern.equals(lookupDestination) || pathMatcher.match(pattern, lookupDestination)) {
						return true;
					}
				}
			}
		}
		return false;
	}

}
