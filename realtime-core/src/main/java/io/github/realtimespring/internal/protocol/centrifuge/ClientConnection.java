package io.github.realtimespring.internal.protocol.centrifuge;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.audit.AuditAction;
import io.github.realtimespring.internal.audit.AuditEntry;
import io.github.realtimespring.internal.audit.AuditTrail;
import io.github.realtimespring.internal.guard.SessionEvents;
import io.github.realtimespring.internal.hub.inbound.InboundLimits;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.limit.RateRefusal;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.protocol.centrifuge.codec.Command;
import io.github.realtimespring.internal.protocol.centrifuge.codec.ReplyWriter;
import io.github.realtimespring.internal.resume.SavedSession;
import io.github.realtimespring.internal.timer.TimingWheel.Timeout;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.observability.RefusalReason;

/**
 * The protocol's state of one session. The connect phase and the pending subscriptions
 * belong to the session's inbound queue, a few fields to the thread that reads, the rest
 * is safe for any thread.
 */
final class ClientConnection {

	/**
	 * The protocol's name in meters and in the endpoint.
	 */
	static final String PROTOCOL = "centrifuge";

	private static final Log logger = LimitedLog.of(ClientConnection.class);

	/**
	 * The phase of the connection.
	 */
	enum Phase {

		/** The client has not asked to connect. */
		NEW,

		/** The connect command waits until an earlier session is resumed. */
		RESUMING,

		/** The client may send any command. */
		CONNECTED,

		/** The connect command did not succeed; the client should leave. */
		REFUSED

	}

	private final Session session;

	private final RealtimeMetrics metrics;

	private final CentrifugeHeartbeat heartbeat;

	private final TokenExpiry expiry;

	private final SessionEvents events;

	private final AuditTrail audit;

	private int messages;

	private boolean subscribing;

	private boolean askedToConnect;

	private volatile Phase phase = Phase.NEW;

	private int refusedMessage;

	private ClientIdentity verified = ClientIdentity.ANONYMOUS;

	private Map<String, String> connectHeaders = Map.of();

	private CompletionStage<?> pendingSubscriptions = CompletableFuture.completedFuture(null);

	private final Set<String> restored = new HashSet<>(2);

	private volatile @Nullable SavedSession saved;

	private volatile @Nullable Timeout deadline;

	ClientConnection(Session session, RealtimeMetrics metrics, CentrifugeHeartbeat heartbeat, TokenExpiry expiry,
			SessionEvents events, AuditTrail audit) {
		this.session = session;
		this.metrics = metrics;
		this.heartbeat = heartbeat;
		this.expiry = expiry;
		this.events = events;
		this.audit = audit;
	}

	/**
	 * The connection of a session.
	 */
	static ClientConnection of(Session session) {
		Object attachment = session.attachment();
		Assert.state(attachment instanceof ClientConnection, "Not a session of this protocol");
		return (ClientConnection) attachment;
	}

	Session session() {
		return this.session;
	}

	CentrifugeHeartbeat heartbeat() {
		return this.heartbeat;
	}

	TokenExpiry expiry() {
		return this.expiry;
	}

	/**
	 * Spring's events of the session.
	 */
	SessionEvents events() {
		return this.events;
	}

	/**
	 * Count a message that arrives. For the reading thread.
	 */
	int nextMessage() {
		return ++this.messages;
	}

	/**
	 * Whether a command is the first one after some that subscribe. For the reading
	 * thread.
	 */
	boolean endsSubscribing(Command command) {
		boolean wasSubscribing = this.subscribing;
		this.subscribing = command instanceof Command.Subscribe;
		return wasSubscribing && !this.subscribing;
	}

	/**
	 * Whether a command is the first one that asks to connect. For the reading thread.
	 */
	boolean beginsConnect(Command command) {
		if (this.askedToConnect || !(command instanceof Command.Connect)) {
			return false;
		}
		this.askedToConnect = true;
		return true;
	}

	/**
	 * Takes note of the subscriptions, {@code null} if the session can't be resumed.
	 */
	@Nullable SavedSession savedSession() {
		return this.saved;
	}

	void setSavedSession(@Nullable SavedSession saved) {
		this.saved = saved;
	}

	/**
	 * Record that the node has subscribed the client again, as in its earlier session.
	 */
	synchronized void addRestored(String channel) {
		this.restored.add(channel);
	}

	/**
	 * Whether the node has subscribed the client again. From then on the subscription is
	 * the client's own.
	 */
	synchronized boolean takeRestored(String channel) {
		return this.restored.remove(channel);
	}

	Phase phase() {
		return this.phase;
	}

	/**
	 * Record that the connect command waits until an earlier session is resumed.
	 */
	void markResuming() {
		this.phase = Phase.RESUMING;
	}

	/**
	 * Record that the client may send any command from now on.
	 */
	void markConnected() {
		this.phase = Phase.CONNECTED;
	}

	/**
	 * Note the identity that the client has proved, which the application's interceptors
	 * may replace afterwards.
	 */
	void setVerified(ClientIdentity identity) {
		this.verified = identity;
	}

	/**
	 * Whether an identity is that of the user, of the same tenant, that was verified.
	 */
	boolean isVerified(ClientIdentity identity) {
		return identity.destinationUser().equals(this.verified.destinationUser())
				&& Objects.equals(identity.tenant(), this.verified.tenant());
	}

	/**
	 * Keep the headers of the connect command for the interceptors that see a new token.
	 * Their size is part of the client's pending data.
	 */
	void setConnectHeaders(Map<String, String> connectHeaders) {
		if (!connectHeaders.isEmpty()) {
			this.connectHeaders = connectHeaders;
			long chars = 0;
			for (Map.Entry<String, String> header : connectHeaders.entrySet()) {
				chars += header.getKey().length() + header.getValue().length();
			}
			this.session.inbound().keep(chars + (long) connectHeaders.size() * InboundLimits.HEADER_BYTES);
		}
	}

	Map<String, String> connectHeaders() {
		return this.connectHeaders;
	}

	/**
	 * Record that the connect command did not succeed.
	 * @param message the number of the message that held the command
	 */
	void markRefused(int message) {
		this.phase = Phase.REFUSED;
		this.refusedMessage = message;
	}

	/**
	 * Whether a message is the one whose connect command did not succeed.
	 */
	boolean isRefusedMessage(int message) {
		return this.phase == Phase.REFUSED && this.refusedMessage == message;
	}

	/**
	 * Set the time limit for the client's next step, in place of an earlier one.
	 * @param timeout the limit, or {@code null} for none
	 */
	void setDeadline(@Nullable Timeout timeout) {
		Timeout previous = this.deadline;
		this.deadline = timeout;
		if (previous != null) {
			previous.cancel();
		}
	}

	/**
	 * Note a subscription that waits for the relay. Several may wait at the same time.
	 * @param stage completes normally in any case
	 */
	void addPendingSubscription(CompletableFuture<?> stage) {
		if (stage.isDone()) {
			return;
		}
		CompletableFuture<?> others = this.pendingSubscriptions.toCompletableFuture();
		this.pendingSubscriptions = others.isDone() ? stage : CompletableFuture.allOf(others, stage);
	}

	/**
	 * Complete when no subscription waits for the relay any more.
	 */
	CompletionStage<?> pendingSubscriptions() {
		return this.pendingSubscriptions;
	}

	void reply(Frame frame) {
		this.session.send(frame);
	}

	/**
	 * Answer a command with an error. A command that expects no answer gets none.
	 */
	void fail(long id, CentrifugeError error) {
		if (error != CentrifugeError.INTERNAL) {
			this.metrics.protocolError(PROTOCOL, error.errorName());
			if (logger.isDebugEnabled()) {
				logger.debug("Refused a command of session " + this.session.publicId() + ": " + error.code() + " "
						+ error.message());
			}
		}
		if (id != 0) {
			reply(ReplyWriter.error(id, error.code(), error.message(), error.isTemporary()));
		}
	}

	/**
	 * Refuse a command that exceeds the limit of a rate, and close the connection of a
	 * client that goes on, each after what the client sent before.
	 */
	void refuse(long id, RateRefusal refusal) {
		this.metrics.protocolError(PROTOCOL, RateRefusal.ERROR);
		if (refusal.persistent()) {
			this.session.inbound()
				.execute(() -> disconnect(CentrifugeDisconnect.TOO_MANY_REQUESTS,
						"it goes on beyond " + refusal.limit()));
			return;
		}
		if (logger.isInfoEnabled()) {
			logger.info("Refused a command of session " + this.session.publicId() + ": " + refusal.description());
		}
		if (id != 0) {
			CentrifugeError error = CentrifugeError.TOO_MANY_REQUESTS;
			this.session.inbound()
				.executeQuickly(() -> this.session
					.sendWithNext(ReplyWriter.error(id, error.code(), error.message(), refusal.retryAfterMillis())));
		}
	}

	/**
	 * Close the connection because of the client's behaviour, after the pending frames
	 * have been written.
	 * @param cause the client's mistake, for the log
	 */
	void disconnect(CentrifugeDisconnect disconnect, String cause) {
		if (!this.session.isOpen()) {
			return;
		}
		this.metrics.protocolError(PROTOCOL, disconnect.errorName());
		if (this.phase == Phase.NEW || this.phase == Phase.RESUMING) {
			recordRefusal(disconnect.errorName());
		}
		if (logger.isInfoEnabled()) {
			logger.info("Closing session " + this.session.publicId() + ": " + disconnect.closeCode().code() + " "
					+ disconnect.closeCode().reason() + ", " + cause);
		}
		this.session.close(disconnect.closeCode());
	}

	/**
	 * Close the connection because of its tenant: there is none, or it is another one.
	 */
	void refuseTenant() {
		this.metrics.sessionRefused(RefusalReason.TENANT);
		recordRefusal("tenant");
		disconnect(CentrifugeDisconnect.PERMISSION_DENIED, "it names no tenant, or another one than before");
	}

	/**
	 * Record that the client may not connect.
	 */
	void recordRefusal(String reason) {
		this.audit.record(AuditAction.REFUSED, reason,
				() -> AuditEntry.of(AuditAction.REFUSED, reason, this.session).with("stage", "connect"));
	}

	/**
	 * Release the resources of the connection.
	 */
	void markEnded() {
		setDeadline(null);
		this.heartbeat.stop();
		this.expiry.stop();
	}

}
