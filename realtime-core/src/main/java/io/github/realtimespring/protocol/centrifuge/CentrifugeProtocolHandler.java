package io.github.realtimespring.protocol.centrifuge;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.guard.ChannelPermissions;
import io.github.realtimespring.hub.CloseCode;
import io.github.realtimespring.hub.CloseReason;
import io.github.realtimespring.hub.Hub;
import io.github.realtimespring.hub.ProtocolHandler;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.rpc.ClientMessageListener;
import io.github.realtimespring.rpc.RpcHandler;
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

	private static final List<String> SUB_PROTOCOLS = List.of("centrifuge-json");

	private final Hub hub;

	private final CentrifugeOptions options;

	private final RealtimeMetrics metrics;

	private final CommandDispatcher dispatcher;

	/**
	 * Create the handler.
	 * @param hub the sessions' hub
	 * @param permissions decides what clients may do with channels
	 * @param authenticator verifies the tokens of connect and refresh commands;
	 * {@code null} to ignore them
	 * @param rpcHandler answers calls; {@code null} if there is nothing to call
	 * @param messageListener receives messages without a channel; {@code null} if nobody
	 * wants them
	 * @param options how to treat clients
	 * @param metrics told about protocol errors
	 */
	public CentrifugeProtocolHandler(Hub hub, ChannelPermissions permissions,
			@Nullable TokenAuthenticator authenticator, @Nullable RpcHandler rpcHandler,
			@Nullable ClientMessageListener messageListener, CentrifugeOptions options, RealtimeMetrics metrics) {
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(permissions, "'permissions' must not be null");
		Assert.notNull(options, "'options' must not be null");
		Assert.notNull(metrics, "'metrics' must not be null");
		this.hub = hub;
		this.options = options;
		this.metrics = metrics;
		ChannelChecks checks = new ChannelChecks(permissions, options.maxChannelLength());
		SubscriptionHandler subscriptions = new SubscriptionHandler(hub, checks);
		this.dispatcher = new CommandDispatcher(
				new ConnectHandler(authenticator, options, hub.timer(), new ResumeHandler(hub, subscriptions)),
				subscriptions, new PublishHandler(hub, checks), new HistoryHandler(hub, checks),
				new CallHandler(rpcHandler, messageListener));
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
	public void opened(Session session) {
		ClientConnection connection = new ClientConnection(session, this.metrics,
				new Heartbeat(session, this.hub.timer(), this.options),
				new Expiry(session, this.hub.timer(), this.options));
		session.attach(connection);
		connection.deadline(this.hub.timer()
			.schedule(this.options.connectTimeout(),
					() -> connection.disconnect(CentrifugeDisconnect.STALE, "it did not connect in time")));
	}

	@Override
	public void received(Session session, byte[] message, boolean text) {
		ClientConnection connection = ClientConnection.of(session);
		connection.heartbeat().readerWaiting(true);
		try {
			handOver(connection, connection.nextMessage(), new CommandReader(message));
		}
		catch (RejectedExecutionException ex) {
			connection.disconnect(CentrifugeDisconnect.TOO_MANY_REQUESTS, "it has too many commands pending");
		}
		finally {
			connection.heartbeat().readerWaiting(false);
		}
	}

	@Override
	public void ended(Session session) {
		ClientConnection.of(session).ended();
	}

	private void handOver(ClientConnection connection, int message, CommandReader reader) {
		Session session = connection.session();
		try {
			Command command = reader.next();
			while (command != null && session.isOpen()) {
				handOver(connection, message, command);
				command = reader.next();
			}
		}
		catch (MalformedCommandException ex) {
			session.inbound()
				.execute(() -> connection.disconnect(CentrifugeDisconnect.BAD_REQUEST,
						"it sent what can't be read as a command"));
		}
	}

	private void handOver(ClientConnection connection, int message, Command command) {
		if (command instanceof Command.Pong && connection.heartbeat().pong()) {
			return;
		}
		Session session = connection.session();
		if (command instanceof Command.Connect) {
			// From here on the time that passes is this node's, not the client's
			connection.deadline(null);
		}
		if (connection.endsSubscribing(command)) {
			session.inbound().execute(() -> session.inbound().suspendUntil(connection.pendingSubscriptions()));
		}
		Runnable task = () -> this.dispatcher.dispatch(connection, message, command);
		if (this.dispatcher.mayBlock(command)) {
			session.inbound().execute(task);
		}
		else {
			session.inbound().executeQuickly(task);
		}
	}

}
