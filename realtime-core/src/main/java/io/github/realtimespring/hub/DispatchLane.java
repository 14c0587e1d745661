package io.github.realtimespring.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;

/**
 * Delivers the publications of its channels, one after another on one thread. It takes
 * everything that is waiting, puts it into the sessions' queues, and only then flushes
 * each session once, so a burst leaves in few writes. In a burst it rests while a session
 * has much pending.
 */
final class DispatchLane {

	private static final Log logger = LogFactory.getLog(DispatchLane.class);

	private static final int MAX_BATCH = 64;

	/**
	 * The payload bytes that may be waiting, however few publications they are.
	 */
	private static final long MAX_BYTES = 64 * 1024 * 1024;

	private static final long MIN_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long MAX_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final BlockingQueue<Delivery> queue;

	private final AtomicLong bytes = new AtomicLong();

	private final Target target;

	private final String name;

	private volatile @Nullable Thread thread;

	DispatchLane(String name, int capacity, Target target) {
		this.queue = new ArrayBlockingQueue<>(capacity);
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
	 * @param prefix the prefix subscription that it arrived through, or {@code null}
	 * @return {@code false} if the lane is full, by count or bytes
	 */
	boolean offer(@Nullable String prefix, String channel, Publication publication) {
		int size = publication.data().length;
		if (this.bytes.addAndGet(size) <= MAX_BYTES && this.queue.offer(new Delivery(prefix, channel, publication))) {
			return true;
		}
		this.bytes.addAndGet(-size);
		return false;
	}

	int pending() {
		return this.queue.size();
	}

	private void run() {
		List<Delivery> batch = new ArrayList<>(MAX_BATCH);
		TouchedSessions touched = new TouchedSessions();
		while (this.thread == Thread.currentThread()) {
			try {
				batch.add(this.queue.take());
				this.queue.drainTo(batch, MAX_BATCH - 1);
				long start = System.nanoTime();
				for (Delivery delivery : batch) {
					this.bytes.addAndGet(-delivery.publication().data().length);
					deliver(delivery, touched);
				}
				boolean congested = touched.flush();
				if (congested && batch.size() == MAX_BATCH) {
					rest(System.nanoTime() - start);
				}
			}
			catch (InterruptedException ex) {
				return;
			}
			finally {
				batch.clear();
			}
		}
	}

	/**
	 * A burst is faster than any socket. Rest as long as the lane worked, so that healthy
	 * clients can catch up; one that never does costs the others no more than half of the
	 * lane's speed, until it is over its limit.
	 */
	private void rest(long workedNanos) {
		LockSupport.parkNanos(this, Math.max(MIN_REST_NANOS, Math.min(workedNanos, MAX_REST_NANOS)));
	}

	private void deliver(Delivery delivery, TouchedSessions touched) {
		try {
			this.target.deliver(delivery.prefix(), delivery.channel(), delivery.publication(), touched);
		}
		catch (Throwable ex) {
			logger.error("Delivery on channel '" + delivery.channel() + "' failed", ex);
		}
	}

	/**
	 * Puts a publication into the queues of its receivers.
	 */
	interface Target {

		void deliver(@Nullable String prefix, String channel, Publication publication, TouchedSessions touched);

	}

	private record Delivery(@Nullable String prefix, String channel, Publication publication) {

	}

}
