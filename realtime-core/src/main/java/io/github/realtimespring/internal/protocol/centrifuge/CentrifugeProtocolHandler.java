package io.github.realtimespring.internal.protocol.centrifuge;

import java.net.URI;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.internal.guard.ClientCommand;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.ProtocolHandler;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.protocol.centrifuge.ClientConnection.Phase;
import io.github.realtimespring.internal.protocol.centrifuge.codec.Command;
import io.github.realtimespring.internal.protocol.centrifuge.codec.CommandReader;
import io.github.realtimespring.internal.protocol.centrifuge.codec.MalformedCommandException;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Serves clients that speak the JSON form of the Centrifuge client protocol, as the
 * official SDKs do. Thread-safe.
 *
 * <p>
 * A message holds one or more commands. They are decoded on the transport's thread and
 * carried out on the session's inbound queue, in order; only subscriptions that follow
 * one another wait for the relay together. Pongs are noted at once, so that a slow method
 * of the application does not make its caller look dead.
 */
public final class CentrifugeProtocolHandler implements ProtocolHandler {

	/**
	 * Accepted, because a browser takes no other answer, and then closed with a code
	 * after which an SDK stops and reports the reason. It would repeat a refused
	 * handshake endlessly.
	 */
	private static final String PROTOBUF = "centrifuge-protobuf";

	private static final List<String> SUB_PROTOCOLS = List.of("centrifuge-json", PROTOBUF);

	private static final CloseCode ABNORMAL = new CloseCode(1006, "");

	private final Hub hub;

	/** Shared by all sessions. */
	private final CentrifugeControl control;

	private final CommandGuard guard;

	private final CentrifugeOptions options;

	private final RealtimeMetrics metrics;

	private final CommandDispatcher dispatcher;

	/**
	 * Create the handler.
	 * @param hub the sessions' hub
	 * @param permissions decides the permissions of clients on channels
	 * @param guard passes commands to the application's interceptors
	 * @param authenticator verifies the tokens of connect and refresh commands;
	 * {@code null} to ignore them
	 * @param handlers the application's handlers of calls and messages
	 * @param options the options of the protocol
	 * @param metrics counts protocol errors
	 */
	public CentrifugeProtocolHandler(Hub hub, ChannelPermissions permissions, CommandGuard guard,
			@Nullable TokenAuthenticator authenticator, ApplicationHandlers handlers, CentrifugeOptions options,
			RealtimeMetrics metrics) {
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(permissions, "'permissions' must not be null");
		Assert.notNull(guard, "'guard' must not be null");
		Assert.notNull(handlers, "'handlers' must not be null");
		Assert.notNull(options, "'options' must not be null");
		Assert.notNull(metrics, "'metrics' must not be null");
		this.hub = hub;
		this.guard = guard;
		this.options = options;
		this.metrics = metrics;
		Deliveries deliveries = new Deliveries(guard.deliveries());
		ChannelChecks checks = new ChannelChecks(permissions, options.maxChannelLength());
		CentrifugeSubscriptionHandler subscriptions = new CentrifugeSubscriptionHandler(hub, guard, checks, deliveries);
		this.control = new CentrifugeControl(subscriptions, hub.options().maxSubscriptions());
		this.dispatcher = new CommandDispatcher(
				new ConnectHandler(authenticator, guard, options, hub.timer(), subscriptions,
						new CentrifugeResumeHandler(hub, subscriptions)),
				subscriptions, new PublishHandler(hub, guard, checks),
				new HistoryHandler(hub, guard, checks, deliveries), new ApplicationCommandHandler(guard, handlers));
	}

	@Override
	public boolean hasConnectMessage() {
		return true;
	}

	@Override
	public String name() {
		return ClientConnection.PROTOCOL;
	}

	@Override
	public List<String> subProtocols() {
		return SUB_PROTOCOLS;
	}

	@Override
	public CloseCode closeCode(CloseReason reason) {
		return CentrifugeDisconnect.of(reason).closeCode();
	}

	@Override
	public void onOpened(Session session) {
		ClientConnection connection = new ClientConnection(session, this.metrics,
				new CentrifugeHeartbeat(session, this.hub.timer(), this.options),
				new TokenExpiry(session, this.hub.timer(), this.hub.options().maxSessionAge(), this.options),
				this.guard.events(session), this.hub.events().audit());
		session.attach(connection);
		session.setControl(this.control);
		connection.setDeadline(this.hub.timer()
			.schedule(this.options.connectTimeout(),
					() -> connection.disconnect(CentrifugeDisconnect.STALE, "it did not connect in time")));
	}

	@Override
	public void onOpened(Session session, @Nullable String subProtocol, @Nullable URI uri) {
		onOpened(session);
		if (PROTOBUF.equals(subProtocol) || (subProtocol == null && uri != null && asksForProtobuf(uri))) {
			ClientConnection.of(session)
				.disconnect(CentrifugeDisconnect.INAPPROPRIATE_PROTOCOL, "it speaks Protobuf, and only JSON is served");
		}
	}

	/**
	 * Whether an address asks for Protobuf, as those of older SDKs do.
	 */
	private static boolean asksForProtobuf(URI uri) {
		String query = uri.getQuery();
		return query != null && Stream.of(query.split("&"))
			.anyMatch((parameter) -> parameter.equals("format=protobuf") || parameter.equals("cf_protocol=protobuf"));
	}

	@Override
	public void onReceived(Session session, byte[] message, boolean text) {
		ClientConnection connection = ClientConnection.of(session);
		try {
			handOver(connection, connection.nextMessage(), new CommandReader(message));
		}
		catch (RejectedExecutionException ex) {
			connection.disconnect(CentrifugeDisconnect.TOO_MANY_REQUESTS, "it has too many commands pending");
		}
	}

	@Override
	public void onEnded(Session session) {
		CloseCode code = session.closeCode();
		onEnded(session, (code != null) ? code : ABNORMAL);
	}

	@Override
	public void onEnded(Session session, CloseCode observed) {
		ClientConnection connection = ClientConnection.of(session);
		connection.markEnded();
		connection.events().publishEnded(observed);
		if (this.guard.isActive()) {
			this.guard.show(session, new ClientCommand.Disconnect());
		}
		connection.events().complete();
	}

	private void handOver(ClientConnection connection, int message, CommandReader reader) {
		Session session = connection.session();
		try {
			Command command = reader.next();
			while (command != null && session.isOpen()) {
				handOver(connection, message, command, reader.size());
				if (session.inbound().isFull()
						&& session.inbound().executeContinuation(() -> handOver(connection, message, reader))) {
					return;
				}
				command = reader.next();
			}
		}
		catch (MalformedCommandException ex) {
			session.inbound()
				.execute(
						() -> connection.disconnect(CentrifugeDisconnect.BAD_REQUEST, "it sent an unreadable command"));
		}
	}

	private void handOver(ClientConnection connection, int message, Command command, int size) {
		if (command instanceof Command.Pong && connection.heartbeat().pong()) {
			return;
		}
		// The rate is that of the arrival. Only before the connect command has been
		// carried
		// out, the user is not known
		int uncounted = (connection.phase() == Phase.CONNECTED) ? 0 : size;
		if (uncounted == 0 && !this.dispatcher.admit(connection, command, size)) {
			return;
		}
		Session session = connection.session();
		if (connection.beginsConnect(command)) {
			// From here on the time that passes is this node's, not the client's. A
			// connect that doesn't succeed sets another deadline.
			connection.setDeadline(null);
		}
		if (connection.endsSubscribing(command)) {
			session.inbound().execute(() -> session.inbound().suspendUntil(connection.pendingSubscriptions()));
		}
		Runnable task = () -> {
			if (uncounted == 0 || this.dispatcher.admit(connection, command, uncounted)) {
				this.dispatcher.dispatch(connection, message, command);
			}
		};
		if (command instanceof Command.Rpc || command instanceof Command.Send
				|| (command instanceof Command.Publish && this.dispatcher.mayBlock(command))) {
			session.inbound().executeApplication(task);
		}
		else if (this.dispatcher.mayBlock(command)) {
			session.inbound().execute(task);
		}
		else {
			session.inbound().executeQuickly(task);
		}
	}

}
