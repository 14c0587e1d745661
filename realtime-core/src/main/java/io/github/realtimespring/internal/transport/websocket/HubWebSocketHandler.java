package io.github.realtimespring.internal.transport.websocket;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.util.AlternativeJdkIdGenerator;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.IdGenerator;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;
import org.springframework.web.socket.sockjs.transport.SockJsSession;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.concurrent.Beginning;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.inbound.InboundQueue;
import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.hub.session.Connection;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.logging.LogContext;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.tenant.CurrentClient;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Makes every connection of a handler a session of the hub: with identity, outbound
 * queue, limits, meters and drain.
 */
public class HubWebSocketHandler extends WebSocketHandlerDecorator {

	/**
	 * The name under which these sessions are counted.
	 */
	public static final String TRANSPORT = "websocket";

	private static final Log logger = LimitedLog.of(HubWebSocketHandler.class);

	/**
	 * Buffer size of a Jakarta container for each connection, in bytes and in characters.
	 * It keeps the buffers until the connection ends.
	 */
	private static final int PART_SIZE = 1024;

	private static final String OPENING = HubWebSocketHandler.class.getName() + ".opening";

	private static final IdGenerator NAMES = new AlternativeJdkIdGenerator();

	private static final CloseCode TOO_BIG = new CloseCode(CloseStatus.TOO_BIG_TO_PROCESS.getCode(), "message too big");

	private static final boolean JAKARTA_PRESENT = ClassUtils.isPresent("jakarta.websocket.Session",
			HubWebSocketHandler.class.getClassLoader());

	private final Hub hub;

	private final SessionProtocol protocol;

	private final SocketWriterFactory writers;

	private final int maxMessageSize;

	private final RealtimeMetrics metrics;

	/**
	 * Create the decorator.
	 * @param delegate the handler; it sees sessions whose sends never block
	 * @param hub the sessions' hub
	 * @param protocol the protocol of the handler's clients
	 * @param writers makes the sending half of a connection
	 * @param maxMessageSize maximum size of a client's message, in bytes
	 * @param metrics records events
	 */
	public HubWebSocketHandler(WebSocketHandler delegate, Hub hub, SessionProtocol protocol,
			SocketWriterFactory writers, int maxMessageSize, RealtimeMetrics metrics) {
		super(delegate);
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(protocol, "'protocol' must not be null");
		Assert.notNull(writers, "'writers' must not be null");
		Assert.isTrue(maxMessageSize > 0, "'maxMessageSize' must be positive");
		Assert.notNull(metrics, "'metrics' must not be null");
		this.hub = hub;
		this.protocol = protocol;
		this.writers = writers;
		this.maxMessageSize = maxMessageSize;
		this.metrics = metrics;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession socket) throws Exception {
		// The node or the handler may close it meanwhile, which some containers report at
		// once
		Beginning<CloseStatus> opening = new Beginning<>();
		socket.getAttributes().put(OPENING, opening);
		try {
			establish(socket);
		}
		finally {
			CloseStatus end = opening.finish();
			socket.getAttributes().remove(OPENING);
			if (end != null) {
				afterConnectionClosed(socket, end);
			}
		}
	}

	private void establish(WebSocketSession socket) throws Exception {
		int containerLimit = containerLimit(socket);
		socket.setTextMessageSizeLimit(containerLimit);
		socket.setBinaryMessageSizeLimit(containerLimit);
		Session session = open(socket);
		if (session == null) {
			logger.info("Closing a connection: duplicate session id");
			socket.close(CloseStatus.POLICY_VIOLATION);
			return;
		}
		QueuedWebSocketSession queued = new QueuedWebSocketSession(socket, session,
				new MessageAssembler(this.maxMessageSize));
		WebSocketSessions.attach(queued);
		forClient(session, () -> {
			try (LogContext.Scope scope = session.inbound().openContext()) {
				super.afterConnectionEstablished(queued);
			}
		});
	}

	/**
	 * Let the handler work for a client, whose tenant the application's code takes.
	 */
	private static void forClient(Session session, Handling handling) throws Exception {
		if (!session.tenants().isEnabled()) {
			handling.handle();
			return;
		}
		CurrentClient.call(session, () -> {
			handling.handle();
			return true;
		});
	}

	/**
	 * Open the session of a connection.
	 * @return {@code null} if there is one with its id: clients choose the ids of SockJS
	 * sessions
	 */
	private @Nullable Session open(WebSocketSession socket) {
		SocketWriter writer = this.writers.create(socket);
		SocketReader reader = this.writers.reader(socket, writer);
		try {
			return this.hub.open(
					new Connection(socket.getId(), NAMES.generateId().toString(), TRANSPORT,
							WebSocketSessions.takeAddress(socket), socket.getAttributes(), writer, reader),
					this.protocol, WebSocketSessions.identity(socket.getAttributes()));
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

	@Override
	public void handleMessage(WebSocketSession socket, WebSocketMessage<?> message) throws Exception {
		QueuedWebSocketSession queued = WebSocketSessions.queued(socket);
		if (queued == null || !queued.session().isOpen()) {
			return;
		}
		forClient(queued.session(), () -> receive(queued, message));
	}

	private void receive(QueuedWebSocketSession queued, WebSocketMessage<?> message) throws Exception {
		if (message instanceof PongMessage) {
			super.handleMessage(queued, message);
			return;
		}
		int size = message.getPayloadLength();
		if (!queued.assembler().count(message, size)) {
			this.metrics.protocolError(this.protocol.name(), "too-big");
			logger.info("Closing session " + queued.session().publicId() + ": message too big");
			queued.session().close(TOO_BIG);
			return;
		}
		if (getDelegate().supportsPartialMessages()) {
			handOver(queued, message, size);
			return;
		}
		WebSocketMessage<?> whole = queued.assembler().add(message);
		if (whole == message) {
			handOver(queued, whole, size);
			return;
		}
		queued.session().inbound().setUnfinishedBytes(queued.assembler().held());
		if (whole != null) {
			handOver(queued, whole, whole.getPayloadLength());
		}
	}

	private void handOver(QueuedWebSocketSession queued, WebSocketMessage<?> message, int size) throws Exception {
		if (getDelegate() instanceof ProtocolWebSocketHandler) {
			// Only decodes the message and hands it over
			receive(queued, message, size);
			return;
		}
		try (LogContext.Scope scope = queued.session().inbound().openContext()) {
			receive(queued, message, size);
		}
	}

	private void receive(QueuedWebSocketSession queued, WebSocketMessage<?> message, int size) throws Exception {
		this.metrics.messageReceived(this.protocol.name(), size);
		queued.session().traffic().countReceived(size);
		if (size < InboundQueue.LARGE) {
			super.handleMessage(queued, message);
			return;
		}
		InboundQueue inbound = queued.session().inbound();
		long before = inbound.added();
		super.handleMessage(queued, message);
		inbound.recordMessage(size, before);
	}

	/**
	 * Always: the parts are put together here, unless the handler wants them.
	 */
	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	/**
	 * The size up to which the container assembles messages. SockJS messages arrive
	 * complete, and as JSON, which is larger.
	 */
	private int containerLimit(WebSocketSession socket) {
		if (WebSocketSessionDecorator.unwrap(socket) instanceof SockJsSession) {
			return (int) Math.min(2L * this.maxMessageSize, Integer.MAX_VALUE);
		}
		boolean arrivesInParts = JAKARTA_PRESENT && socket instanceof NativeWebSocketSession holder
				&& holder.getNativeSession() instanceof jakarta.websocket.Session;
		return arrivesInParts ? PART_SIZE : this.maxMessageSize;
	}

	@Override
	public void handleTransportError(WebSocketSession socket, Throwable exception) throws Exception {
		QueuedWebSocketSession queued = WebSocketSessions.queued(socket);
		if (queued != null) {
			super.handleTransportError(queued, exception);
		}
	}

	@SuppressWarnings("unchecked")
	private static boolean isDeferred(WebSocketSession socket, CloseStatus end) {
		Beginning<CloseStatus> opening = (Beginning<CloseStatus>) socket.getAttributes().get(OPENING);
		return opening != null && opening.defer(end);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) throws Exception {
		if (isDeferred(socket, status)) {
			return;
		}
		QueuedWebSocketSession queued = WebSocketSessions.queued(socket);
		if (queued == null) {
			// The delegate never saw it, and may know another session by its id
			return;
		}
		try (LogContext.Scope scope = queued.session().inbound().openContext()) {
			forClient(queued.session(), () -> super.afterConnectionClosed(queued, status));
		}
		finally {
			if (queued.session().isOpen() && isFault(status) && logger.isInfoEnabled()) {
				logger.info("Session " + queued.session().publicId() + " closed by the container: " + status.getCode());
			}
			String reason = status.getReason();
			this.hub.remove(queued.session(), new CloseCode(status.getCode(), (reason != null) ? reason : ""));
		}
	}

	/**
	 * Whether the container ended the connection for something that the client sent.
	 */
	private static boolean isFault(CloseStatus status) {
		return status.equalsCode(CloseStatus.PROTOCOL_ERROR) || status.equalsCode(CloseStatus.BAD_DATA)
				|| status.equalsCode(CloseStatus.TOO_BIG_TO_PROCESS);
	}

	/**
	 * A step of the handler.
	 */
	private interface Handling {

		void handle() throws Exception;

	}

}
