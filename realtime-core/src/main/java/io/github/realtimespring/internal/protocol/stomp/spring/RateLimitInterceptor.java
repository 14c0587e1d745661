package io.github.realtimespring.internal.protocol.stomp.spring;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;

import io.github.realtimespring.internal.guard.ProtocolInterceptor;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.limit.RateRefusal;
import io.github.realtimespring.internal.protocol.stomp.frame.Transactions;
import io.github.realtimespring.internal.protocol.stomp.session.RateRefusals;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Refuses the SEND and SUBSCRIBE frames of clients that send faster than they may, before
 * interceptors and methods of the application see them. Frames of a transaction are
 * counted when they arrive, and not again when it is committed. Other frames have no such
 * limit: they end something, or acknowledge messages. Thread-safe.
 */
final class RateLimitInterceptor implements ProtocolInterceptor {

	/** Marks a frame that may be kept for the end of its transaction. */
	private static final String COUNTED = RateLimitInterceptor.class.getName() + ".counted";

	private static final String TRANSACTION = "transaction";

	private final StompSessions sessions;

	private final RateRefusals refusals;

	RateLimitInterceptor(StompSessions sessions) {
		this.sessions = sessions;
		this.refusals = new RateRefusals(sessions);
	}

	@Override
	public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
		StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
		StompCommand command = (accessor != null) ? accessor.getCommand() : null;
		if (accessor == null || (command != StompCommand.SEND && command != StompCommand.SUBSCRIBE)) {
			return message;
		}
		StompSession stomp = this.sessions.find(message.getHeaders());
		if (stomp == null || stomp.isOver() || accessor.getHeader(COUNTED) != null) {
			return message;
		}
		Session session = stomp.session();
		RateRefusal refusal = session.traffic().rate().tryUse(session, 1, Transactions.size(message));
		boolean transaction = accessor.getFirstNativeHeader(TRANSACTION) != null;
		if (refusal == null) {
			if (transaction && accessor.isMutable()) {
				accessor.setHeader(COUNTED, true);
			}
			return message;
		}
		if (command == StompCommand.SUBSCRIBE || transaction) {
			this.refusals.refuse(stomp, refusal, accessor.getReceipt());
		}
		else {
			this.refusals.refuseSend(stomp, refusal, accessor.getDestination(), accessor.getReceipt());
		}
		return null;
	}

}
