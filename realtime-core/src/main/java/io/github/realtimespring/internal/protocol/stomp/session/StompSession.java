package io.github.realtimespring.internal.protocol.stomp.session;

import java.security.Principal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.ReconnectNotice;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionExpiry;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.protocol.stomp.frame.StompFrames;
import io.github.realtimespring.internal.protocol.stomp.frame.StompVersion;
import io.github.realtimespring.internal.protocol.stomp.frame.Transactions;
import io.github.realtimespring.internal.protocol.stomp.frame.UnfinishedFrame;
import io.github.realtimespring.internal.resume.SavedSession;
import io.github.realtimespring.internal.resume.SavedSubscription;

/**
 * The STOMP state of one session. Thread-safe where not said otherwise.
 */
public final class StompSession implements ReconnectNotice {

	private final Session session;

	private final boolean textOnly;

	private final Transactions transactions;

	private final OutboundLimits limits;

	private final List<Runnable> endings = new CopyOnWriteArrayList<>();

	private volatile StompVersion version = StompVersion.V1_2;

	private @Nullable UnfinishedFrame unfinished;

	private int unfinishedBytes;

	private boolean applicationEndpoint;

	private @Nullable Principal handshakeUser;

	private volatile boolean connecting;

	private final AtomicBoolean connectBegun = new AtomicBoolean();

	private volatile boolean connectAccepted;

	private volatile boolean connected;

	private volatile boolean refused;

	private volatile boolean ended;

	private volatile @Nullable TokenRefreshState tokenRefresh;

	private volatile @Nullable SessionExpiry expiry;

	private volatile @Nullable Runnable ping;

	private volatile long lastRead = System.nanoTime();

	private @Nullable Acknowledgements acknowledgements;

	/** Ids of subscriptions that Spring's user registry has, and the hub doesn't. */
	private @Nullable Set<String> others;

	private volatile @Nullable SavedSession saved;

	private @Nullable Map<String, SavedSubscription> restored;

	private @Nullable Map<String, SavedSubscription> requested;

	/**
	 * Create the session.
	 * @param session the hub's session
	 * @param textOnly whether the transport knows no binary messages
	 * @param maxTransactionBytes maximum size of frames in open transactions, in bytes
	 * @param limits the limits of unacknowledged messages
	 */
	public StompSession(Session session, boolean textOnly, int maxTransactionBytes, OutboundLimits limits) {
		this.session = session;
		this.textOnly = textOnly;
		this.transactions = new Transactions(session.inbound(), maxTransactionBytes, Transactions.MAX_AGE);
		this.limits = limits;
	}

	public Session session() {
		return this.session;
	}

	@Override
	public void announceClose(CloseReason reason) {
		if (this.connected && !this.refused && !this.ended) {
			String text = (reason == CloseReason.SHUTDOWN) ? "shutdown" : "rebalance";
			this.session.send(StompFrames.reconnect(this.version, text));
		}
	}

	/**
	 * Set the result of the handshake. Called before the first frame.
	 * @param applicationEndpoint whether the application itself decides who may connect
	 * @param user the principal that the handshake handler determined
	 */
	public void setHandshake(boolean applicationEndpoint, @Nullable Principal user) {
		this.applicationEndpoint = applicationEndpoint;
		this.handshakeUser = user;
	}

	/**
	 * Whether the application itself decides who may connect.
	 */
	public boolean isApplicationEndpoint() {
		return this.applicationEndpoint;
	}

	/**
	 * Whether the client has been authenticated: by a token, by a login, or by an
	 * interceptor of the application that changed the user. A principal that merely came
	 * from the handshake handler, which may invent one, is not enough.
	 * @param user the user of the CONNECT frame
	 */
	boolean isAuthenticated(@Nullable Principal user) {
		return this.session.identity().isAuthenticated() || (user != null && !user.equals(this.handshakeUser));
	}

	/**
	 * The state of a client that can refresh its token, {@code null} of any other.
	 */
	public @Nullable TokenRefreshState tokenRefresh() {
		return this.tokenRefresh;
	}

	public void setTokenRefresh(TokenRefreshState tokenRefresh) {
		this.tokenRefresh = tokenRefresh;
	}

	/**
	 * Watches the expiry of the client's identity; {@code null} before it has connected.
	 */
	public @Nullable SessionExpiry expiry() {
		return this.expiry;
	}

	public void setExpiry(SessionExpiry expiry) {
		this.expiry = expiry;
	}

	public boolean isTextOnly() {
		return this.textOnly;
	}

	public Transactions transactions() {
		return this.transactions;
	}

	public StompVersion version() {
		return this.version;
	}

	public void setVersion(StompVersion version) {
		this.version = version;
	}

	/**
	 * Whether the client has sent a frame that opens the session, or its beginning.
	 */
	public boolean isConnecting() {
		return this.connecting;
	}

	public void markConnecting() {
		this.connecting = true;
	}

	/** Whether a frame is the first that wants to open the session. */
	public boolean beginConnect() {
		return this.connectBegun.compareAndSet(false, true);
	}

	/**
	 * Whether a frame that opens the session is on its way to the broker: interceptors
	 * let it through.
	 */
	public boolean isConnectAccepted() {
		return this.connectAccepted;
	}

	public void acceptConnect() {
		this.connectAccepted = true;
	}

	/**
	 * The unfinished frame, or {@code null}. Confined to the thread that reads from the
	 * client.
	 */
	public @Nullable UnfinishedFrame unfinishedFrame() {
		return this.unfinished;
	}

	/**
	 * Keep a frame whose end is missing, and note its memory. Nothing is kept once the
	 * session has ended.
	 */
	public synchronized void setUnfinishedFrame(@Nullable UnfinishedFrame frame) {
		UnfinishedFrame unfinished = this.ended ? null : frame;
		this.unfinished = unfinished;
		int bytes = (unfinished != null) ? unfinished.capacity() : 0;
		if (bytes != this.unfinishedBytes) {
			this.session.inbound().keep(bytes - this.unfinishedBytes);
			this.unfinishedBytes = bytes;
		}
	}

	/** Whether the client may send frames of any kind. */
	public boolean isConnected() {
		return this.connected;
	}

	public void markConnected() {
		this.connected = true;
	}

	/**
	 * Whether an ERROR frame ended the session. Later frames of the client are ignored.
	 */
	public boolean isRefused() {
		return this.refused;
	}

	public void markRefused() {
		this.refused = true;
	}

	/**
	 * Whether an ERROR frame or the end of the connection ended the session. Later frames
	 * of the client are ignored.
	 */
	public boolean isOver() {
		return this.refused || this.ended;
	}

	/** Whether the connection is gone. */
	public boolean isEnded() {
		return this.ended;
	}

	public void markEnded() {
		this.ended = true;
		this.endings.forEach(Runnable::run);
		this.endings.clear();
		setUnfinishedFrame(null);
		this.transactions.clear();
	}

	/** Record that something arrived from the client. */
	public void touch() {
		this.lastRead = System.nanoTime();
	}

	/**
	 * Sends a WebSocket ping, and may wait for the peer; {@code null} if the transport
	 * has none.
	 */
	public @Nullable Runnable ping() {
		return this.ping;
	}

	public void setPing(Runnable ping) {
		this.ping = ping;
	}

	/**
	 * The time of the last data from the client, as {@link System#nanoTime()}.
	 */
	public long lastRead() {
		return this.lastRead;
	}

	/**
	 * Add a callback for the end of the session, run at once if it has ended, to cancel
	 * timeouts that keep the session in memory. It may run more than once.
	 */
	public void whenEnded(Runnable action) {
		this.endings.add(action);
		if (this.ended) {
			action.run();
		}
	}

	/**
	 * The unacknowledged messages of the client. Confined to the session's inbound queue.
	 */
	public Acknowledgements acknowledgements() {
		Acknowledgements current = this.acknowledgements;
		if (current == null) {
			current = new Acknowledgements(this.session, this.version, this.limits);
			this.acknowledgements = current;
		}
		return current;
	}

	/**
	 * Note a subscription that the hub does not have. Confined to the session's inbound
	 * queue.
	 * @param max the maximum number of such subscriptions
	 * @return whether the limit allows it
	 */
	public boolean remember(String id, int max) {
		if (this.others == null) {
			this.others = new HashSet<>(4);
		}
		return !this.others.add(id) || this.others.size() <= max;
	}

	/**
	 * The number of subscriptions that only Spring's user registry has. Confined to the
	 * session's inbound queue.
	 */
	public int remembered() {
		return (this.others != null) ? this.others.size() : 0;
	}

	/**
	 * Forget a subscription that the hub does not have, if there is one. Confined to the
	 * session's inbound queue.
	 */
	public void forget(String id) {
		if (this.others != null) {
			this.others.remove(id);
		}
	}

	/**
	 * Takes note of the subscriptions, {@code null} if the session can't be resumed.
	 */
	public @Nullable SavedSession savedSession() {
		return this.saved;
	}

	public void setSavedSession(@Nullable SavedSession saved) {
		this.saved = saved;
	}

	/**
	 * Note what the client asked for with a subscription, to check it again.
	 */
	public synchronized void addRequested(String id, SavedSubscription subscription) {
		if (this.requested == null) {
			this.requested = new HashMap<>(4);
		}
		this.requested.put(id, subscription);
	}

	/**
	 * What the client asked for with a subscription, {@code null} if it is unknown.
	 */
	public synchronized @Nullable SavedSubscription requested(String id) {
		return (this.requested != null) ? this.requested.get(id) : null;
	}

	/**
	 * Forget what the client asked for with a subscription.
	 */
	public synchronized void removeRequested(String id) {
		if (this.requested != null) {
			this.requested.remove(id);
		}
	}

	/**
	 * Record that the server restores a subscription of an earlier session.
	 */
	public synchronized void addRestored(String id, SavedSubscription subscription) {
		if (this.restored == null) {
			this.restored = new HashMap<>(4);
		}
		this.restored.put(id, subscription);
	}

	/**
	 * A subscription that the server has restored, and that the client asks about for the
	 * first time. From then on it is the client's own.
	 * @return {@code null} if there is none
	 */
	public synchronized @Nullable SavedSubscription takeRestored(String id) {
		return (this.restored != null) ? this.restored.remove(id) : null;
	}

}
