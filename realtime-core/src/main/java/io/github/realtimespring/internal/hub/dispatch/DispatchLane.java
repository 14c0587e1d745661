package io.github.realtimespring.internal.hub.dispatch;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.OutboundLimits;

/**
 * Delivers the publications of its channels, one after another on one thread. In a round
 * it takes all waiting publications, adds them to the sessions' queues, and then flushes
 * each session once, so that publications that arrive together leave in few writes.
 */
final class DispatchLane {

	private static final Log logger = LimitedLog.of(DispatchLane.class);

	private static final int MAX_ROUND_PUBLICATIONS = 1024;

	/**
	 * Frames offered to sessions before they are flushed, a few milliseconds' work.
	 */
	private static final int MAX_ROUND_OFFERS = 65_536;

	/**
	 * The bytes that may be waiting, however few publications they are.
	 */
	private static final long MAX_BYTES = 64 * 1024 * 1024;

	private final BlockingQueue<Delivery> queue;

	private final AtomicLong bytes = new AtomicLong();

	private final Target target;

	private final String name;

	private final int maxRoundPublications;

	private final long maxRoundBytes;

	private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();

	private volatile boolean delivering;

	private volatile @Nullable Thread thread;

	/**
	 * Create a lane.
	 * @param name the thread's name
	 * @param capacity maximum number of waiting publications
	 * @param limits the limits of a session; a round uses only a part of them, so that it
	 * can't overflow a session that keeps up
	 * @param target puts a publication into the sessions' queues
	 */
	DispatchLane(String name, int capacity, OutboundLimits limits, Target target) {
		this.queue = new ArrayBlockingQueue<>(capacity);
		this.maxRoundPublications = Math.max(1, Math.min(MAX_ROUND_PUBLICATIONS, limits.maxFrames() / 4));
		this.maxRoundBytes = limits.maxBytes() / 4;
		this.target = target;
		this.name = name;
	}

	void start() {
		Thread created = new Thread(this::run, this.name);
		created.setDaemon(true);
		this.thread = created;
		created.start();
	}

	void stop() {
		Thread current = this.thread;
		this.thread = null;
		if (current != null) {
			current.interrupt();
		}
	}

	/**
	 * Take a publication for delivery.
	 * @return {@code false} if the lane is full, by count or bytes
	 */
	boolean offer(String channel, Publication publication) {
		long size = publication.size();
		if (this.bytes.addAndGet(size) <= MAX_BYTES && this.queue.offer(new Delivery(channel, publication, size))) {
			return true;
		}
		this.bytes.addAndGet(-size);
		return false;
	}

	/**
	 * Wait until the publication that is being delivered has been offered to everybody.
	 * Later ones see all that the caller has done before.
	 */
	CompletableFuture<Void> afterDelivery() {
		if (!this.delivering) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<Void> after = new CompletableFuture<>();
		this.waiting.add(after);
		if (!this.delivering) {
			release();
		}
		return after;
	}

	private void release() {
		CompletableFuture<Void> next = this.waiting.poll();
		while (next != null) {
			next.complete(null);
			next = this.waiting.poll();
		}
	}

	int pending() {
		return this.queue.size();
	}

	private void run() {
		PendingFlushes flushes = new PendingFlushes();
		LaneThrottle pace = new LaneThrottle();
		while (this.thread == Thread.currentThread()) {
			try {
				Delivery first = next(flushes);
				if (first == null) {
					flushes.flush();
				}
				else {
					pace.gather();
					runRound(first, flushes, pace);
				}
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	/**
	 * Wait for a publication.
	 * @return {@code null} if a delayed flush is due before one comes
	 */
	private @Nullable Delivery next(PendingFlushes flushes) throws InterruptedException {
		return flushes.isDelayed() ? this.queue.poll(flushes.remainingDelay(), TimeUnit.NANOSECONDS)
				: this.queue.take();
	}

	private void runRound(Delivery first, PendingFlushes flushes, LaneThrottle pace) {
		pace.begin();
		Delivery delivery = first;
		int count = 0;
		flushes.setAtOnce(this.queue.isEmpty());
		while (delivery != null) {
			this.bytes.addAndGet(-delivery.size());
			deliver(delivery, flushes);
			count++;
			boolean full = count == this.maxRoundPublications || flushes.encodedBytes() >= this.maxRoundBytes
					|| flushes.offers() >= MAX_ROUND_OFFERS;
			delivery = (full || flushes.isAtOnce()) ? null : this.queue.poll();
		}
		boolean rest = flushes.isCongested() && !this.queue.isEmpty();
		flushes.flush();
		pace.end();
		if (rest) {
			pace.rest();
		}
	}

	private void deliver(Delivery delivery, PendingFlushes flushes) {
		this.delivering = true;
		try {
			this.target.deliver(delivery.channel(), delivery.publication(), flushes);
		}
		catch (Throwable ex) {
			logger.error("Delivery on channel '" + delivery.channel() + "' failed", ex);
		}
		finally {
			this.delivering = false;
			if (!this.waiting.isEmpty()) {
				release();
			}
		}
	}

	/**
	 * Puts a publication into the queues of its receivers.
	 */
	interface Target {

		void deliver(String channel, Publication publication, PendingFlushes flushes);

	}

	private record Delivery(String channel, Publication publication, long size) {

	}

}
