package io.github.realtimespring.internal.protocol.stomp.spring;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;

import io.github.realtimespring.internal.guard.ProtocolInterceptor;
import io.github.realtimespring.internal.hub.inbound.InboundQueue;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.frame.Transactions;
import io.github.realtimespring.internal.protocol.stomp.session.FrameReceipt;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Keeps the SEND, ACK and NACK frames of a transaction until it is committed, and then
 * sends them one after another. Interceptors behind this one see them only then. A frame
 * is not rolled back if a later one fails. The receipt of a kept frame confirms that it
 * is kept, the one of COMMIT that all of them were processed.
 */
public final class TransactionInterceptor implements ProtocolInterceptor {

	private static final String TRANSACTION = "transaction";

	private final StompSessions sessions;

	public TransactionInterceptor(StompSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
		StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
		StompSession stomp = (accessor != null) ? this.sessions.find(message.getHeaders()) : null;
		if (accessor == null || stomp == null || accessor.getCommand() == null) {
			return message;
		}
		String id = accessor.getFirstNativeHeader(TRANSACTION);
		return switch (accessor.getCommand()) {
			case SEND, ACK, NACK -> (id != null) ? keep(stomp, id, message, accessor) : message;
			case BEGIN, COMMIT, ABORT -> end(stomp, id, message, accessor, channel);
			default -> message;
		};
	}

	private @Nullable Message<?> keep(StompSession stomp, String id, Message<?> message, StompHeaderAccessor accessor) {
		if (stomp.isOver()) {
			return null;
		}
		String problem = stomp.transactions().add(id, message);
		if (Transactions.UNKNOWN.equals(problem) && isIgnored(accessor)) {
			return message;
		}
		FrameReceipt receipt = FrameReceipt.of(message.getHeaders());
		if (problem != null) {
			refuse(stomp, problem, accessor);
		}
		else if (receipt != null) {
			receipt.releaseInTurn();
		}
		return null;
	}

	private @Nullable Message<?> end(StompSession stomp, @Nullable String id, Message<?> message,
			StompHeaderAccessor accessor, MessageChannel channel) {
		if (stomp.isOver()) {
			return null;
		}
		String problem = null;
		if (id == null) {
			problem = "Missing header: transaction";
		}
		else if (accessor.getCommand() == StompCommand.BEGIN) {
			problem = stomp.transactions().begin(id, this.sessions.hub().timer(), () -> tooOld(stomp));
		}
		else {
			List<Message<?>> kept = stomp.transactions().end(id);
			if (kept == null) {
				problem = Transactions.UNKNOWN;
			}
			else if (accessor.getCommand() == StompCommand.COMMIT) {
				commit(stomp, kept, FrameReceipt.of(message.getHeaders()), channel);
			}
		}
		if (problem != null && !isIgnored(accessor)) {
			refuse(stomp, problem, accessor);
			return null;
		}
		return message;
	}

	/**
	 * Whether the client may use transactions that it never began. To Spring's simple
	 * broker they mean nothing at all.
	 */
	private boolean isIgnored(StompHeaderAccessor accessor) {
		return accessor.getReceipt() == null && this.sessions.brokerOwnership().isConfiguredByApplication();
	}

	/**
	 * Tell the client in its turn: interceptors may see the ERROR frame, and the timer
	 * must not wait for them.
	 */
	public void tooOld(StompSession stomp) {
		this.sessions.refuseInTurn(stomp, "The transaction was open for too long", null, StompError.TRANSACTION);
	}

	private void refuse(StompSession stomp, String problem, StompHeaderAccessor accessor) {
		this.sessions.refuse(stomp, problem, accessor.getReceipt(), StompError.TRANSACTION);
	}

	/**
	 * Send the frames as if they had no transaction. Errors of a frame are reported with
	 * the receipt of the COMMIT frame.
	 */
	private static void commit(StompSession stomp, List<Message<?>> kept, @Nullable FrameReceipt receipt,
			MessageChannel channel) {
		InboundQueue inbound = stomp.session().inbound();
		for (Message<?> message : kept) {
			long before = inbound.added();
			if (!channel.send(withoutTransaction(message, receipt)) && receipt != null) {
				receipt.withhold();
			}
			inbound.recordMessage(Transactions.size(message), before);
		}
	}

	private static Message<?> withoutTransaction(Message<?> message, @Nullable FrameReceipt receipt) {
		StompHeaderAccessor accessor = StompHeaderAccessor.wrap(message);
		accessor.removeNativeHeader(TRANSACTION);
		accessor.removeNativeHeader(StompHeaderAccessor.STOMP_RECEIPT_HEADER);
		accessor.setHeader(FrameReceipt.HEADER, receipt);
		accessor.setLeaveMutable(true);
		return MessageBuilder.createMessage(message.getPayload(), accessor.getMessageHeaders());
	}

}
