package io.github.realtimespring.internal.guard;

import java.security.Principal;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpAttributes;
import org.springframework.messaging.simp.SimpAttributesContextHolder;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.messaging.SessionConnectEvent;
import org.springframework.web.socket.messaging.SessionConnectedEvent;
import org.springframework.web.socket.messaging.SessionDisconnectEvent;
import org.springframework.web.socket.messaging.SessionSubscribeEvent;
import org.springframework.web.socket.messaging.SessionUnsubscribeEvent;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;

/**
 * Publishes Spring's session events for one session whose protocol is not STOMP, as they
 * are published for STOMP sessions, so that Spring's user registry and the application's
 * listeners know it. Does nothing where there is no message broker. Thread-safe.
 * Listeners may block.
 */
public final class SessionEvents {

	private static final Log logger = LimitedLog.of(SessionEvents.class);

	private static final byte[] NO_BODY = new byte[0];

	/**
	 * Neither Spring's user registry nor other listeners expect a session to connect
	 * after it has ended.
	 */
	private enum State {

		NEW, ANNOUNCING, ANNOUNCED, ENDED

	}

	private final @Nullable ApplicationEventPublisher publisher;

	private final CommandMessages messages;

	private final Session session;

	private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

	private volatile CloseStatus closeStatus = CloseStatus.NO_STATUS_CODE;

	/**
	 * Create the events of a session.
	 */
	public SessionEvents(MessageBroker broker, Session session) {
		Assert.notNull(broker, "'broker' must not be null");
		Assert.notNull(session, "'session' must not be null");
		this.publisher = broker.eventPublisher();
		this.messages = new CommandMessages(broker);
		this.session = session;
	}

	/**
	 * The client may connect.
	 * @param command the client's command
	 * @param shown the command's message if the application's interceptors saw one
	 * @return the command's message; {@code null} without listeners
	 */
	public @Nullable Message<?> connect(ClientCommand.Connect command, @Nullable Message<?> shown) {
		if (this.publisher == null) {
			return null;
		}
		Message<byte[]> message = message(command, shown);
		publish(new SessionConnectEvent(this, message, user()));
		return message;
	}

	/**
	 * The session is established; the client is told afterwards.
	 * @param connect the message of the connect command
	 */
	public void publishConnected(@Nullable Message<?> connect) {
		if (this.publisher == null || connect == null || !this.state.compareAndSet(State.NEW, State.ANNOUNCING)) {
			return;
		}
		SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(SimpMessageType.CONNECT_ACK);
		accessor.setSessionId(this.session.id());
		accessor.setSessionAttributes(this.session.attributes());
		accessor.setUser(user());
		accessor.setHeader(SimpMessageHeaderAccessor.CONNECT_MESSAGE_HEADER, connect);
		accessor.setHeader(SimpMessageHeaderAccessor.HEART_BEAT_HEADER, new long[] { 0, 0 });
		publish(new SessionConnectedEvent(this, MessageBuilder.createMessage(NO_BODY, accessor.getMessageHeaders()),
				user()));
		if (!this.state.compareAndSet(State.ANNOUNCING, State.ANNOUNCED)) {
			publishDisconnect();
		}
	}

	/**
	 * The client has a subscription that it asked for.
	 * @param shown the command's message if the application's interceptors saw one
	 */
	public void publishSubscribed(ClientCommand.Subscribe command, @Nullable Message<?> shown) {
		if (this.publisher != null) {
			publish(new SessionSubscribeEvent(this, message(command, shown), user()));
		}
	}

	/**
	 * The client has ended a subscription.
	 */
	public void publishUnsubscribed(ClientCommand.Unsubscribe command) {
		if (this.publisher != null) {
			publish(new SessionUnsubscribeEvent(this, message(command, null), user()));
		}
	}

	/**
	 * The connection is gone.
	 * @param observed the close code
	 */
	public void publishEnded(CloseCode observed) {
		if (this.publisher == null) {
			return;
		}
		this.closeStatus = status(observed);
		if (this.state.getAndSet(State.ENDED) != State.ANNOUNCING) {
			publishDisconnect();
		}
	}

	/**
	 * Destroy the objects bound to the session, such as beans of the WebSocket scope.
	 */
	public void complete() {
		if (this.publisher != null) {
			new SimpAttributes(this.session.id(), this.session.attributes()).sessionCompleted();
		}
	}

	private void publishDisconnect() {
		publish(new SessionDisconnectEvent(this, message(new ClientCommand.Disconnect(), null), this.session.id(),
				this.closeStatus, user()));
	}

	private static CloseStatus status(CloseCode code) {
		return (code.code() >= 1000 && code.code() < 5000) ? new CloseStatus(code.code(), code.reason())
				: CloseStatus.NO_STATUS_CODE;
	}

	@SuppressWarnings("unchecked")
	private Message<byte[]> message(ClientCommand command, @Nullable Message<?> shown) {
		return (shown != null && shown.getPayload() instanceof byte[]) ? (Message<byte[]>) shown
				: this.messages.message(this.session, command, this.messages.nominalDestination(command));
	}

	private @Nullable Principal user() {
		return this.session.identity().principal();
	}

	private void publish(ApplicationEvent event) {
		ApplicationEventPublisher current = this.publisher;
		if (current == null) {
			return;
		}
		SimpAttributes outer = SimpAttributesContextHolder.getAttributes();
		SimpAttributesContextHolder.setAttributes(new SimpAttributes(this.session.id(), this.session.attributes()));
		try {
			current.publishEvent(event);
		}
		catch (Throwable ex) {
			logger.error("A listener failed for the " + event.getClass().getSimpleName() + " of session "
					+ this.session.publicId(), ex);
		}
		finally {
			SimpAttributesContextHolder.setAttributes(outer);
		}
	}

}
