package io.github.realtimespring.internal.hub.dispatch;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;

import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.BatchCache;
import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;

/**
 * The sessions with new frames that a lane has to flush at the end of its round, or later
 * if the channel has a flush delay. Confined to the lane.
 */
final class PendingFlushes {

	private static final Log logger = LimitedLog.of(PendingFlushes.class);

	private final BatchCache batches = new BatchCache();

	private final List<Session> now = new ArrayList<>();

	private final List<Session> later = new ArrayList<>();

	private long deadline;

	private int offers;

	private long encodedBytes;

	private boolean congested;

	private boolean atOnce;

	/**
	 * Set whether to flush a session as soon as it is offered a frame: if no other
	 * publication is waiting, each session is visited only once.
	 */
	void setAtOnce(boolean atOnce) {
		this.atOnce = atOnce;
	}

	boolean isAtOnce() {
		return this.atOnce;
	}

	/**
	 * Record that a session's queue was offered a frame.
	 * @param delayNanos maximum delay of the frame, in nanoseconds
	 */
	void recordOffer(Session session, OfferResult result, long delayNanos) {
		this.offers++;
		if (result == OfferResult.REFUSED) {
			return;
		}
		if (result == OfferResult.CONGESTED) {
			this.congested = true;
		}
		if (delayNanos > 0) {
			delay(session, result, delayNanos);
		}
		else if (result == OfferResult.FIRST || isDelayed()) {
			// Whoever offered the first frame may want to wait for longer
			flushInTime(session);
		}
	}

	private void flushInTime(Session session) {
		if (this.atOnce) {
			flush(session);
		}
		else {
			this.now.add(session);
		}
	}

	private void delay(Session session, OfferResult result, long nanos) {
		boolean sooner = !isDelayed() || System.nanoTime() + nanos - this.deadline < 0;
		if (result == OfferResult.FIRST) {
			this.later.add(session);
		}
		if (sooner && isDelayed()) {
			this.deadline = System.nanoTime() + nanos;
		}
	}

	/**
	 * The number of frames offered in this round.
	 */
	int offers() {
		return this.offers;
	}

	/**
	 * Record that a publication has been encoded.
	 * @param bytes the size of its largest frame
	 */
	void recordEncoded(int bytes) {
		this.encodedBytes += bytes;
	}

	/**
	 * The maximum number of bytes offered to one session in this round, through one
	 * subscription to each channel. A frame may be several times as large as its
	 * publication.
	 */
	long encodedBytes() {
		return this.encodedBytes;
	}

	/**
	 * Whether a session had much pending in this round.
	 */
	boolean isCongested() {
		return this.congested;
	}

	/**
	 * Whether sessions wait for a later flush.
	 */
	boolean isDelayed() {
		return !this.later.isEmpty();
	}

	/**
	 * The time until the next delayed flush, in nanoseconds.
	 */
	long remainingDelay() {
		return this.deadline - System.nanoTime();
	}

	/**
	 * Flush the sessions of this round, and those whose delay is over.
	 */
	void flush() {
		flush(this.now);
		if (isDelayed() && remainingDelay() <= 0) {
			flush(this.later);
		}
		this.batches.clear();
		this.offers = 0;
		this.encodedBytes = 0;
		this.congested = false;
	}

	private void flush(List<Session> sessions) {
		for (Session session : sessions) {
			flush(session);
		}
		sessions.clear();
	}

	private void flush(Session session) {
		try {
			session.outbound().flush(this.batches);
		}
		catch (Throwable ex) {
			logger.error("Flushing session " + session.publicId() + " failed", ex);
		}
	}

}
