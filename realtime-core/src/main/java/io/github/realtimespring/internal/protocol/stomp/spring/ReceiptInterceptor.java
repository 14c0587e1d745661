package io.github.realtimespring.internal.protocol.stomp.spring;

import java.util.EnumSet;
import java.util.Set;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;

import io.github.realtimespring.internal.guard.ProtocolInterceptor;
import io.github.realtimespring.internal.protocol.stomp.session.FrameReceipt;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Answers every frame that requests a receipt. The receipt follows the frame in the
 * session's inbound queue, which waits for methods and for the relay. It is sent then,
 * unless an asynchronous result or a publication delays it.
 */
final class ReceiptInterceptor implements ProtocolInterceptor {

	/** Answered by CONNECTED, and by Spring when the session ends. */
	private static final Set<StompCommand> ANSWERED_OTHERWISE = EnumSet.of(StompCommand.CONNECT, StompCommand.STOMP,
			StompCommand.DISCONNECT);

	private final StompSessions sessions;

	ReceiptInterceptor(StompSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public void postSend(Message<?> message, MessageChannel channel, boolean sent) {
		StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
		if (!sent || accessor == null || accessor.getReceipt() == null || accessor.getCommand() == null
				|| ANSWERED_OTHERWISE.contains(accessor.getCommand())) {
			return;
		}
		FrameReceipt receipt = FrameReceipt.of(message.getHeaders());
		StompSession stomp = this.sessions.find(message.getHeaders());
		if (receipt == null && stomp != null) {
			// An interceptor sent another message in its place
			receipt = new FrameReceipt(this.sessions, stomp, accessor.getReceipt());
		}
		if (receipt != null) {
			receipt.releaseInTurn();
		}
	}

}
