package io.github.realtimespring.internal.guard;

import java.security.Principal;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MimeTypeUtils;
import org.springframework.util.MultiValueMap;

import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.tenant.TenantHeader;

/**
 * Builds the messages that STOMP frames with the same meaning would give. Thread-safe.
 */
final class CommandMessages {

	/**
	 * The header with the name of the client's protocol.
	 */
	private static final String PROTOCOL_HEADER = "realtimeProtocol";

	/**
	 * Headers of a CONNECT frame that Spring parses, or that say where a frame leads. No
	 * client needs them to connect, and one that can't be parsed must not fail here.
	 */
	private static final Set<String> RESERVED = Set.of(StompHeaderAccessor.STOMP_CONTENT_TYPE_HEADER,
			StompHeaderAccessor.STOMP_CONTENT_LENGTH_HEADER, StompHeaderAccessor.STOMP_DESTINATION_HEADER,
			StompHeaderAccessor.STOMP_ID_HEADER, StompHeaderAccessor.STOMP_SUBSCRIPTION_HEADER,
			StompHeaderAccessor.STOMP_RECEIPT_HEADER, StompHeaderAccessor.STOMP_ACCEPT_VERSION_HEADER,
			StompHeaderAccessor.STOMP_HEARTBEAT_HEADER, TenantHeader.NAME.toLowerCase(Locale.ROOT));

	private static final byte[] NO_BODY = new byte[0];

	private final MessageBroker broker;

	CommandMessages(MessageBroker broker) {
		this.broker = broker;
	}

	/**
	 * The destination of a command; {@code null} if it has none.
	 */
	@Nullable String destination(ClientCommand command) {
		if (command instanceof ClientCommand.OnChannel onChannel) {
			ChannelDestinations destinations = this.broker.destinations();
			return (destinations != null) ? destinations.served(onChannel.channel()) : null;
		}
		if (command instanceof ClientCommand.Call call) {
			return destination(this.broker, call.method());
		}
		return null;
	}

	/**
	 * The destination of a method of the application.
	 */
	static String destination(MessageBroker broker, String method) {
		return broker.applicationPrefix() + (method.startsWith("/") ? method.substring(1) : method);
	}

	/**
	 * The destination of a command, also where the broker would not serve it.
	 */
	@Nullable String nominalDestination(ClientCommand command) {
		String served = destination(command);
		ChannelDestinations destinations = this.broker.destinations();
		return (served == null && destinations != null && command instanceof ClientCommand.OnChannel onChannel)
				? destinations.destination(onChannel.channel()) : served;
	}

	/**
	 * The channel of a destination, named as clients name it.
	 * @return {@code null} if the destination maps to no channel
	 */
	@Nullable String channel(@Nullable String destination) {
		ChannelDestinations destinations = this.broker.destinations();
		if (destination == null || destinations == null) {
			return null;
		}
		if (destinations.isUser(destination)) {
			return UserChannels.PREFIX + destinations.withoutUserPrefix(destination).substring(1);
		}
		return destinations.isBroker(destination) ? destinations.channel(destination) : null;
	}

	/**
	 * The message of a command.
	 */
	Message<byte[]> message(Session session, ClientCommand command, @Nullable String destination) {
		return message(session, command, destination, session.identity().principal());
	}

	/**
	 * The message of a command of a user who need not be the session's yet.
	 */
	Message<byte[]> message(Session session, ClientCommand command, @Nullable String destination,
			@Nullable Principal user) {
		MultiValueMap<String, String> headers = new LinkedMultiValueMap<>();
		if (destination != null) {
			headers.set(StompHeaderAccessor.STOMP_DESTINATION_HEADER, destination);
		}
		byte[] body = NO_BODY;
		StompCommand stomp;
		if (command instanceof ClientCommand.Connect connect) {
			stomp = StompCommand.CONNECT;
			connect.headers().forEach((name, value) -> {
				if (!RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
					headers.set(name, value);
				}
			});
			headers.set(StompHeaderAccessor.STOMP_ACCEPT_VERSION_HEADER, "1.2");
			headers.set(StompHeaderAccessor.STOMP_HEARTBEAT_HEADER, "0,0");
		}
		else if (command instanceof ClientCommand.Subscribe subscribe) {
			stomp = StompCommand.SUBSCRIBE;
			headers.set(StompHeaderAccessor.STOMP_ID_HEADER, subscribe.channel());
		}
		else if (command instanceof ClientCommand.Call call && call.subscription()) {
			stomp = StompCommand.SUBSCRIBE;
			headers.set(StompHeaderAccessor.STOMP_ID_HEADER, call.method());
			body = call.data();
		}
		else if (command instanceof ClientCommand.Unsubscribe unsubscribe) {
			stomp = StompCommand.UNSUBSCRIBE;
			headers.set(StompHeaderAccessor.STOMP_ID_HEADER, unsubscribe.channel());
		}
		else if (command instanceof ClientCommand.Disconnect) {
			stomp = StompCommand.DISCONNECT;
		}
		else {
			stomp = StompCommand.SEND;
			headers.set(StompHeaderAccessor.STOMP_CONTENT_TYPE_HEADER, MimeTypeUtils.APPLICATION_JSON_VALUE);
			body = body(command);
		}
		StompHeaderAccessor accessor = StompHeaderAccessor.create(stomp, headers);
		if (stomp == StompCommand.CONNECT) {
			accessor.setHeader(SimpMessageHeaderAccessor.HEART_BEAT_HEADER, accessor.getHeartbeat());
		}
		accessor.setSessionId(session.id());
		accessor.setSessionAttributes(session.attributes());
		accessor.setUser(user);
		accessor.setHeader(PROTOCOL_HEADER, session.protocol());
		accessor.setLeaveMutable(true);
		return MessageBuilder.createMessage(body, accessor.getMessageHeaders());
	}

	private static byte[] body(ClientCommand command) {
		if (command instanceof ClientCommand.Publish publish) {
			return publish.data();
		}
		if (command instanceof ClientCommand.Call call) {
			return call.data();
		}
		return (command instanceof ClientCommand.Tell tell) ? tell.data() : NO_BODY;
	}

}
