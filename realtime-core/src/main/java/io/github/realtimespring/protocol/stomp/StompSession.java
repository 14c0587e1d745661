package io.github.realtimespring.protocol.stomp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.hub.Session;
import io.github.realtimespring.hub.TimingWheel.Timeout;
import io.github.realtimespring.outbound.OutboundLimits;
import io.github.realtimespring.relay.SavedSubscription;
import io.github.realtimespring.resume.SavedSession;

/**
 * What STOMP knows of one session beside the hub's session. Thread-safe where not said
 * otherwise.
 */
final class StompSession {

	private final Session session;

	private final boolean textOnly;

	private final Transactions transactions;

	private final OutboundLimits limits;

	private final List<Timeout> timeouts = new CopyOnWriteArrayList<>();

	private volatile StompVersion version = StompVersion.V1_2;

	private volatile boolean connected;

	private volatile boolean refused;

	private volatile boolean ended;

	private volatile long lastRead = System.nanoTime();

	private @Nullable Acknowledgements acknowledgements;

	private volatile @Nullable SavedSession saved;

	private @Nullable Map<String, SavedSubscription> restored;

	/**
	 * Create the session.
	 * @param session the hub's session
	 * @param textOnly whether the transport knows no binary messages
	 * @param maxTransactionBytes the bytes that may wait for their transactions' ends
	 * @param limits what the client may have unacknowledged
	 */
	StompSession(Session session, boolean textOnly, int maxTransactionBytes, OutboundLimits limits) {
		this.session = session;
		this.textOnly = textOnly;
		this.transactions = new Transactions(maxTransactionBytes);
		this.limits = limits;
	}

	Session session() {
		return this.session;
	}

	boolean isTextOnly() {
		return this.textOnly;
	}

	Transactions transactions() {
		return this.transactions;
	}

	StompVersion version() {
		return this.version;
	}

	void version(StompVersion version) {
		this.version = version;
	}

	/**
	 * Whether the client may send frames of any kind.
	 */
	boolean isConnected() {
		return this.connected;
	}

	void connected() {
		this.connected = true;
	}

	/**
	 * Whether an ERROR frame ended the session: nothing more of what the client sent is
	 * to be done.
	 */
	boolean isRefused() {
		return this.refused;
	}

	void refused() {
		this.refused = true;
	}

	/**
	 * Whether the connection is gone.
	 */
	boolean isEnded() {
		return this.ended;
	}

	void ended() {
		this.ended = true;
		this.timeouts.forEach(Timeout::cancel);
		this.timeouts.clear();
		this.transactions.clear();
	}

	/**
	 * Note that something arrived from the client.
	 */
	void touch() {
		this.lastRead = System.nanoTime();
	}

	/**
	 * When something last arrived from the client, as {@link System#nanoTime()}.
	 */
	long lastRead() {
		return this.lastRead;
	}

	/**
	 * Cancel a timeout when the session ends.
	 */
	void cancelAtEnd(Timeout timeout) {
		this.timeouts.add(timeout);
		if (this.ended) {
			timeout.cancel();
		}
	}

	/**
	 * What the client has not acknowledged. Confined to the session's inbound queue.
	 */
	Acknowledgements acknowledgements() {
		Acknowledgements current = this.acknowledgements;
		if (current == null) {
			current = new Acknowledgements(this.session, this.version, this.limits);
			this.acknowledgements = current;
		}
		return current;
	}

	/**
	 * Takes note of the subscriptions, {@code null} if the session can't be resumed.
	 */
	@Nullable SavedSession saved() {
		return this.saved;
	}

	void saved(@Nullable SavedSession saved) {
		this.saved = saved;
	}

	/**
	 * Note that the server restores a subscription of an earlier session.
	 */
	synchronized void restored(String id, SavedSubscription subscription) {
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
	synchronized @Nullable SavedSubscription takeRestored(String id) {
		return (this.restored != null) ? this.restored.remove(id) : null;
	}

}
