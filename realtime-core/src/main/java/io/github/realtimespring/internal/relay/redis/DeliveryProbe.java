package io.github.realtimespring.internal.relay.redis;

import java.nio.ByteBuffer;
import java.time.Duration;

import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.internal.relay.redis.seal.Purpose;

/**
 * Tracks the messages that a node sends to itself through Redis. A connection can look
 * healthy and carry nothing, for example when it hangs on a server that was demoted; only
 * a message that comes back proves that messages arrive. Confined to one thread.
 */
final class DeliveryProbe {

	private static final int SIZE = 2 * Long.BYTES;

	private final long timeoutNanos;

	private final MessageSeal seal;

	private final byte[] channel;

	private final long origin = System.nanoTime();

	private long sequence;

	private final Outstanding answer = new Outstanding();

	private final Outstanding arrival = new Outstanding();

	private long lastTick = this.origin;

	/**
	 * Create a probe.
	 * @param timeout maximum time for an answer, and for an arrival
	 * @param seal seals messages
	 * @param channel the Redis channel of the messages
	 */
	DeliveryProbe(Duration timeout, MessageSeal seal, byte[] channel) {
		this.timeoutNanos = timeout.toNanos();
		this.seal = seal;
		this.channel = channel;
	}

	/**
	 * The next message to send.
	 */
	byte[] next(long nanoTime) {
		long number = ++this.sequence;
		this.answer.recordSent(number, nanoTime);
		this.arrival.recordSent(number, nanoTime);
		byte[] message = ByteBuffer.allocate(SIZE).putLong(number).putLong(nanoTime - this.origin).array();
		return this.seal.seal(Purpose.PROBE, this.channel, message);
	}

	/**
	 * The number of the message made last.
	 */
	long sequence() {
		return this.sequence;
	}

	/**
	 * Redis has taken a message.
	 */
	void recordAnswer(long number) {
		this.answer.record(number);
	}

	/**
	 * A message has come back.
	 * @param receivedAt the time of its arrival
	 * @return the round-trip time in nanoseconds; negative if it is not from this node
	 */
	long recordArrival(byte[] message, long receivedAt) {
		if (message.length != SIZE) {
			return -1;
		}
		ByteBuffer buffer = ByteBuffer.wrap(message);
		long number = buffer.getLong();
		if (number <= 0 || number > this.sequence) {
			return -1;
		}
		this.arrival.record(number);
		return receivedAt - this.origin - buffer.getLong();
	}

	/**
	 * Discard outstanding answers when the publishing connection is replaced.
	 */
	void forgetAnswers() {
		this.answer.clear();
	}

	/**
	 * Discard outstanding arrivals when the subscribing connection is replaced.
	 */
	void forgetArrivals() {
		this.arrival.clear();
	}

	/**
	 * Check the clock, several times within the timeout. After a long pause of this
	 * process, earlier probes may have returned unnoticed, so their timeout starts again.
	 */
	void tick(long nanoTime) {
		if (nanoTime - this.lastTick > this.timeoutNanos / 2) {
			this.answer.restart(nanoTime);
			this.arrival.restart(nanoTime);
		}
		this.lastTick = nanoTime;
	}

	boolean isAnswerOverdue(long nanoTime) {
		return this.answer.isOverdue(nanoTime, this.timeoutNanos);
	}

	boolean isArrivalOverdue(long nanoTime) {
		return this.arrival.isOverdue(nanoTime, this.timeoutNanos);
	}

	/**
	 * The oldest message for which something has not happened.
	 */
	private static final class Outstanding {

		private long number;

		private long since;

		private void recordSent(long number, long nanoTime) {
			if (this.number == 0) {
				this.number = number;
				this.since = nanoTime;
			}
		}

		private void record(long number) {
			if (number >= this.number) {
				this.number = 0;
			}
		}

		private void clear() {
			this.number = 0;
		}

		private void restart(long nanoTime) {
			this.since = nanoTime;
		}

		private boolean isOverdue(long nanoTime, long timeoutNanos) {
			return this.number != 0 && nanoTime - this.since > timeoutNanos;
		}

	}

}
