package io.github.realtimespring.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;

/**
 * Delivers the publications of its channels, one after another on one thread. It takes
 * everything that is waiting, puts it into the sessions' queues, and only then flushes
 * each session once, so a burst leaves in few writes.
 */
final class DispatchLane {

	private static final Log logger = LogFactory.getLog(DispatchLane.class);

	private static final int MAX_BATCH = 64;

	private final BlockingQueue<Delivery> queue;

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
	 * @return {@code false} if the lane is full
	 */
	boolean offer(@Nullable String prefix, String channel, Publication publication) {
		return this.queue.offer(new Delivery(prefix, channel, publication));
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
				for (Delivery delivery : batch) {
					deliver(delivery, touched);
				}
				touched.flush();
			}
			catch (InterruptedException ex) {
				return;
			}
			finally {
				batch.clear();
			}
		}
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
