package io.github.realtimespring.internal.guard;

import java.security.Principal;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpAttributes;
import org.springframework.messaging.simp.SimpAttributesContextHolder;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.util.Assert;

import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;

/**
 * Passes the commands of clients through the interceptors of the application's client
 * inbound channel, such as Spring Security's. Their rejections, changes and thread-bound
 * state apply to every protocol. Thread-safe. Interceptors may block.
 *
 * <p>
 * If there are such interceptors, a command on a channel without a destination is
 * rejected, because none of their rules could match it.
 */
public final class CommandGuard {

	private static final Log logger = LimitedLog.of(CommandGuard.class);

	private final MessageBroker broker;

	private final ApplicationInterceptors interceptors;

	private final CommandMessages messages;

	/**
	 * Create the guard.
	 * @param broker the message broker that the interceptors belong to
	 */
	public CommandGuard(MessageBroker broker) {
		Assert.notNull(broker, "'broker' must not be null");
		this.broker = broker;
		this.interceptors = new ApplicationInterceptors(broker::clientInboundChannel);
		this.messages = new CommandMessages(broker);
	}

	/**
	 * Whether the application has interceptors. Without any, commands can be executed
	 * directly, without a message.
	 */
	public boolean isActive() {
		return this.interceptors.get().length > 0;
	}

	/**
	 * The guard of outgoing messages.
	 */
	public DeliveryGuard deliveries() {
		return new DeliveryGuard(this.broker);
	}

	/**
	 * The events of a new session.
	 */
	public SessionEvents events(Session session) {
		return new SessionEvents(this.broker, session);
	}

	/**
	 * Execute a command if the interceptors let it pass. Context that they bind to the
	 * thread is present during the execution.
	 * @param session the client's session
	 * @param command the command
	 * @param handling executes the command; its exceptions are rethrown
	 * @return the reason why the command was refused, {@code null} if it was executed
	 */
	public @Nullable Refusal perform(Session session, ClientCommand command, Consumer<AdmittedCommand> handling) {
		MessageChannel channel = this.broker.clientInboundChannel();
		Assert.state(channel != null, "Without a message broker there are no interceptors");
		String destination = this.messages.destination(command);
		if (destination == null && command instanceof ClientCommand.OnChannel) {
			return refuseWithoutDestination(session, command);
		}
		Message<?> original = this.messages.message(session, command, destination);
		InterceptorChain chain = new InterceptorChain(this.interceptors.get(), channel);
		SimpAttributesContextHolder.setAttributes(new SimpAttributes(session.id(), session.attributes()));
		try {
			return perform(session, command, destination, chain, original, handling);
		}
		finally {
			SimpAttributesContextHolder.resetAttributes();
		}
	}

	private @Nullable Refusal perform(Session session, ClientCommand command, @Nullable String destination,
			InterceptorChain chain, Message<?> original, Consumer<AdmittedCommand> handling) {
		Message<?> message = chain.preSend(original);
		if (message == null) {
			chain.afterSendCompletion(original, false, chain.refusal());
			return logRefusal(session, command, destination, chain);
		}
		Refusal refusal = null;
		RuntimeException failure = null;
		try {
			refusal = handle(session, command, destination, chain, message, handling);
			chain.postSend(message);
		}
		catch (RuntimeException ex) {
			failure = ex;
			throw ex;
		}
		finally {
			chain.afterSendCompletion(message, true, failure);
		}
		return refusal;
	}

	private @Nullable Refusal handle(Session session, ClientCommand command, @Nullable String destination,
			InterceptorChain chain, Message<?> sent, Consumer<AdmittedCommand> handling) {
		MessageHandler handler = (ignored) -> {
		};
		Message<?> message = chain.beforeHandle(sent, handler);
		if (message == null) {
			chain.afterMessageHandled(sent, handler, null);
			return logRefusal(session, command, destination, chain);
		}
		RuntimeException failure = null;
		try {
			AdmittedCommand admitted = admit(command, destination, message);
			if (admitted == null) {
				return refuseRedirected(session, command, message);
			}
			handling.accept(admitted);
			return null;
		}
		catch (RuntimeException ex) {
			failure = ex;
			throw ex;
		}
		finally {
			chain.afterMessageHandled(message, handler, failure);
		}
	}

	/**
	 * Ask whether the interceptors would let a client subscribe, without executing it.
	 * Used for data that only permitted subscribers may see.
	 * @return the command with their changes, {@code null} if they refused it
	 */
	public @Nullable AdmittedCommand check(Session session, ClientCommand.Subscribe command) {
		String destination = this.messages.destination(command);
		if (destination == null) {
			refuseWithoutDestination(session, command);
			return null;
		}
		Message<?> message = check(session, command, destination, this.messages.message(session, command, destination))
			.message();
		AdmittedCommand admitted = (message != null) ? admit(command, destination, message) : null;
		if (message != null && admitted == null) {
			refuseRedirected(session, command, message);
		}
		return admitted;
	}

	/**
	 * Ask whether the interceptors would let a message pass, without sending it.
	 * @param session the client's session
	 * @param command described in the log if they don't
	 * @param message the message
	 */
	public boolean check(Session session, ClientCommand.Subscribe command, Message<?> message) {
		return check(session, command, SimpMessageHeaderAccessor.getDestination(message.getHeaders()), message)
			.message() != null;
	}

	/**
	 * Ask whether the interceptors would let a client connect, without doing it: for a
	 * client that is connected and brings a new token. Of their changes only the user
	 * matters.
	 * @param user the user of the new token
	 */
	public ConnectCheck check(Session session, ClientCommand.Connect command, @Nullable Principal user) {
		Checked checked = check(session, command, null, this.messages.message(session, command, null, user));
		Message<?> message = checked.message();
		return new ConnectCheck(checked.refusal(),
				(message != null) ? SimpMessageHeaderAccessor.getUser(message.getHeaders()) : null);
	}

	private Checked check(Session session, ClientCommand command, @Nullable String destination, Message<?> original) {
		MessageChannel channel = this.broker.clientInboundChannel();
		ChannelInterceptor[] current = this.interceptors.get();
		if (channel == null || current.length == 0) {
			return new Checked(original, null);
		}
		InterceptorChain chain = new InterceptorChain(current, channel);
		SimpAttributesContextHolder.setAttributes(new SimpAttributes(session.id(), session.attributes()));
		try {
			Message<?> message = chain.preSend(original);
			chain.afterSendCompletion((message != null) ? message : original, false, chain.refusal());
			return new Checked(message, (message == null) ? logRefusal(session, command, destination, chain) : null);
		}
		finally {
			SimpAttributesContextHolder.resetAttributes();
		}
	}

	/**
	 * Pass a command to the interceptors that they can no longer refuse.
	 */
	public void show(Session session, ClientCommand command) {
		try {
			perform(session, command, (admitted) -> {
			});
		}
		catch (RuntimeException ex) {
			logger.error("An interceptor failed at the end of session " + session.publicId(), ex);
		}
	}

	/**
	 * The command as the interceptors left it.
	 * @return {@code null} if it leads elsewhere now, where it can't be carried out
	 */
	private @Nullable AdmittedCommand admit(ClientCommand command, @Nullable String destination, Message<?> message) {
		if (!(command instanceof ClientCommand.OnChannel onChannel)) {
			return new AdmittedCommand(message, "");
		}
		String present = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
		String channel = (present != null && present.equals(destination)) ? onChannel.channel()
				: this.messages.channel(present);
		return (channel != null) ? new AdmittedCommand(message, channel) : null;
	}

	private static Refusal logRefusal(Session session, ClientCommand command, @Nullable String destination,
			InterceptorChain chain) {
		Exception exception = chain.refusal();
		Refusal refusal = Refusal.of(exception);
		if (logger.isInfoEnabled()) {
			ChannelInterceptor interceptor = chain.refusing();
			String rule = (interceptor != null) ? interceptor.getClass().getName() : "an interceptor";
			String reason = (exception != null) ? exception.getClass().getSimpleName() + ": " + exception.getMessage()
					: "message withheld";
			logger.info("Refused " + command
					+ ((destination != null) ? " (destination '" + LogText.of(destination) + "')" : "") + " in session "
					+ session.publicId() + " by " + rule + ": " + LogText.of(reason));
		}
		return refusal;
	}

	private static Refusal refuseWithoutDestination(Session session, ClientCommand command) {
		logger.info("Refused " + command + " in session " + session.publicId()
				+ ": the channel has no STOMP destination, so the application's interceptors can't decide about it");
		return Refusal.DENIED;
	}

	private static Refusal refuseRedirected(Session session, ClientCommand command, Message<?> message) {
		logger.info("Refused " + command + " in session " + session.publicId()
				+ ": an interceptor changed its destination to '"
				+ LogText.of(String.valueOf(SimpMessageHeaderAccessor.getDestination(message.getHeaders())))
				+ "', which maps to no channel");
		return Refusal.DENIED;
	}

	/**
	 * The decision of the interceptors about a command.
	 *
	 * @param message the command's message as they left it, {@code null} if they refused
	 * it
	 * @param refusal the reason, {@code null} if they didn't
	 */
	private record Checked(@Nullable Message<?> message, @Nullable Refusal refusal) {

	}

}
