package io.github.realtimespring.internal.protocol.stomp.broker;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

import io.github.realtimespring.internal.protocol.stomp.frame.BadHeaderException;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.frame.StompVersion;
import io.github.realtimespring.internal.protocol.stomp.session.FrameReceipt;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.resume.SavedSession;

/**
 * Handles ACK and NACK frames. The frames of one session come one after another, in the
 * session's inbound queue.
 */
final class AcknowledgementHandler {

	private static final String REQUEUE = "requeue";

	private final StompSessions sessions;

	AcknowledgementHandler(StompSessions sessions) {
		this.sessions = sessions;
	}

	void handle(StompSession stomp, StompCommand command, MessageHeaders headers) {
		if (!stomp.acknowledgements().isUsed()) {
			// Some clients acknowledge every message
			return;
		}
		try {
			// Before 1.2 the message itself is named, and its subscription
			boolean named = stomp.version() != StompVersion.V1_2;
			String id = required(headers,
					named ? StompHeaderAccessor.STOMP_MESSAGE_ID_HEADER : StompHeaderAccessor.STOMP_ID_HEADER);
			String subscription = named ? header(headers, StompHeaderAccessor.STOMP_SUBSCRIPTION_HEADER) : null;
			boolean redeliver = command == StompCommand.NACK && isRequeued(headers);
			String settled = stomp.acknowledgements().settle(id, subscription, redeliver);
			SavedSession saved = stomp.savedSession();
			if (settled == null) {
				refuse(stomp, "Unknown message", headers);
			}
			else if (saved != null) {
				saved.acknowledge(settled, System.nanoTime());
			}
		}
		catch (BadHeaderException ex) {
			refuse(stomp, String.valueOf(ex.getMessage()), headers);
		}
	}

	private static boolean isRequeued(MessageHeaders headers) {
		String value = header(headers, REQUEUE);
		if (value == null || value.equals("true")) {
			return true;
		}
		if (value.equals("false")) {
			return false;
		}
		throw BadHeaderException.malformed(REQUEUE);
	}

	private void refuse(StompSession stomp, String message, MessageHeaders headers) {
		this.sessions.refuse(stomp, message, FrameReceipt.id(headers), StompError.ACKNOWLEDGEMENT);
	}

	private static String required(MessageHeaders headers, String name) {
		String value = header(headers, name);
		if (value == null) {
			throw BadHeaderException.missing(name);
		}
		return value;
	}

	private static @Nullable String header(MessageHeaders headers, String name) {
		return NativeMessageHeaderAccessor.getFirstNativeHeader(name, headers);
	}

}
