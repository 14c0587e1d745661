package io.github.realtimespring.internal.outbound;

import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The bounded queue between the hub and one connection. Any thread may {@link #offer} and
 * {@link #flush}; at most one write is under way, and frames leave in the order in which
 * they were offered.
 *
 * <p>
 * The lock guards the queue's own fields and is never held while the socket is written.
 * The thread that changes the state from idle to writing owns the writer until the queue
 * is empty; when a write does not finish at once, ownership passes to its completion.
 */
public final class OutboundQueue {

	/**
	 * A queue that has grown beyond this gives its memory back once it is empty.
	 */
	private static final int RETAINED_FRAMES = 64;

	private final Object lock = new Object();

	private final OutboundLimits limits;

	private final SocketWriter writer;

	private final OutboundListener listener;

	private final Completion completion = new Completion();

	private @Nullable ArrayDeque<Frame> frames;

	private @Nullable FrameBatch underWay;

	private long bytes;

	private long writtenFrames;

	private long writtenBytes;

	private boolean closed;

	private @Nullable Runnable whenDrained;

	private long writingSince = System.nanoTime();

	public OutboundQueue(OutboundLimits limits, SocketWriter writer, OutboundListener listener) {
		Assert.notNull(limits, "'limits' must not be null");
		Assert.notNull(writer, "'writer' must not be null");
		Assert.notNull(listener, "'listener' must not be null");
		this.limits = limits;
		this.writer = writer;
		this.listener = listener;
	}

	/**
	 * Append a frame. It is not written before the next {@link #flush}, which the caller
	 * must call if the result is {@link OfferResult#FIRST}; otherwise the caller of the
	 * first offer does.
	 */
	public OfferResult offer(Frame frame) {
		int discarded;
		long discardedBytes;
		synchronized (this.lock) {
			if (this.closed || this.whenDrained != null) {
				return OfferResult.REFUSED;
			}
			int pending = size();
			if (pending < this.limits.maxFrames()
					&& (this.bytes + frame.size() <= this.limits.maxBytes() || pending == 0)) {
				if (this.frames == null) {
					this.frames = new ArrayDeque<>(4);
				}
				this.frames.addLast(frame);
				this.bytes += frame.size();
				if (pending == 0) {
					return OfferResult.FIRST;
				}
				return isCongested() ? OfferResult.CONGESTED : OfferResult.QUEUED;
			}
			discarded = pending + 1;
			discardedBytes = this.bytes + frame.size();
			clear();
		}
		this.listener.onDiscarded(discarded, discardedBytes);
		this.listener.onOverflow();
		return OfferResult.REFUSED;
	}

	/**
	 * Write the pending frames, unless a write is under way: its owner then writes them.
	 */
	public void flush() {
		flush(null);
	}

	/**
	 * Write the pending frames, unless a write is under way: its owner then writes them.
	 * @param cache batches to share with the sessions flushed before and after
	 */
	public void flush(@Nullable BatchCache cache) {
		FrameBatch first;
		synchronized (this.lock) {
			if (this.closed || this.underWay != null || isEmpty()) {
				return;
			}
			first = take(cache);
		}
		write(first, cache);
	}

	/**
	 * Refuse further frames, write the pending ones, then run the action once. If the
	 * queue is closed or a write fails before that, the action never runs.
	 */
	public void closeWhenDrained(Runnable action) {
		FrameBatch first = null;
		synchronized (this.lock) {
			if (this.closed || this.whenDrained != null) {
				return;
			}
			this.whenDrained = action;
			if (this.underWay != null) {
				return;
			}
			if (isEmpty()) {
				this.closed = true;
			}
			else {
				first = take(null);
			}
		}
		if (first != null) {
			write(first, null);
		}
		else {
			action.run();
		}
	}

	/**
	 * Close at once and discard the pending frames.
	 */
	public void close() {
		int discarded;
		long discardedBytes;
		synchronized (this.lock) {
			if (this.closed) {
				return;
			}
			discarded = size();
			discardedBytes = this.bytes;
			clear();
		}
		if (discarded > 0) {
			this.listener.onDiscarded(discarded, discardedBytes);
		}
	}

	/**
	 * The number of frames queued or being written.
	 */
	public int pendingFrames() {
		synchronized (this.lock) {
			return size();
		}
	}

	/**
	 * Whether more than half of the limits is in use.
	 */
	public boolean isHalfFull() {
		synchronized (this.lock) {
			return isCongested();
		}
	}

	/**
	 * The number of bytes queued or being written.
	 */
	public long pendingBytes() {
		synchronized (this.lock) {
			return this.bytes;
		}
	}

	/**
	 * Whether one write has been under way for longer than the write timeout.
	 * @param nanoTime the present {@link System#nanoTime()}
	 */
	public boolean isStuck(long nanoTime) {
		synchronized (this.lock) {
			return this.underWay != null && nanoTime - this.writingSince > this.limits.writeTimeout().toNanos();
		}
	}

	/**
	 * The number of frames that the socket has accepted.
	 */
	public long writtenFrames() {
		synchronized (this.lock) {
			return this.writtenFrames;
		}
	}

	/**
	 * The bytes that the socket has accepted.
	 */
	public long writtenBytes() {
		synchronized (this.lock) {
			return this.writtenBytes;
		}
	}

	/**
	 * The start of the last write, as {@link System#nanoTime()}; the creation of the
	 * queue if there was none.
	 */
	public long lastWrite() {
		synchronized (this.lock) {
			return this.writingSince;
		}
	}

	private void write(FrameBatch first, @Nullable BatchCache cache) {
		FrameBatch batch = first;
		while (batch != null) {
			boolean done;
			try {
				done = this.writer.write(batch, this.completion);
			}
			catch (RuntimeException ex) {
				this.completion.failed(ex);
				return;
			}
			batch = done ? written(cache) : null;
		}
	}

	/**
	 * Account for the batch that has left.
	 * @return the next one, {@code null} if there is none
	 */
	private @Nullable FrameBatch written(@Nullable BatchCache cache) {
		FrameBatch done;
		FrameBatch next = null;
		Runnable action = null;
		synchronized (this.lock) {
			done = this.underWay;
			if (done == null) {
				return null;
			}
			this.bytes -= done.size();
			this.writtenFrames += done.count();
			this.writtenBytes += done.size();
			if (!isEmpty()) {
				next = take(cache);
			}
			else {
				this.underWay = null;
				action = this.whenDrained;
				this.closed = (action != null);
			}
		}
		this.listener.onWritten(done.count(), done.size());
		if (action != null) {
			action.run();
		}
		return next;
	}

	private FrameBatch take(@Nullable BatchCache cache) {
		ArrayDeque<Frame> queue = this.frames;
		Assert.state(queue != null, "Nothing to write");
		FrameBatch batch = (cache != null) ? cache.head(queue) : FrameBatch.head(queue);
		if (batch.count() < queue.size()) {
			for (int i = 0; i < batch.count(); i++) {
				queue.removeFirst();
			}
		}
		else if (batch.count() < RETAINED_FRAMES) {
			queue.clear();
		}
		else {
			this.frames = null;
		}
		this.underWay = batch;
		this.writingSince = System.nanoTime();
		return batch;
	}

	private boolean isEmpty() {
		return this.frames == null || this.frames.isEmpty();
	}

	private boolean isCongested() {
		return this.bytes > this.limits.maxBytes() / 2 || size() > this.limits.maxFrames() / 2;
	}

	private int size() {
		return ((this.frames != null) ? this.frames.size() : 0) + ((this.underWay != null) ? this.underWay.count() : 0);
	}

	private void clear() {
		this.closed = true;
		this.frames = null;
		this.underWay = null;
		this.bytes = 0;
		this.whenDrained = null;
	}

	/**
	 * The result of offering a frame.
	 */
	public enum OfferResult {

		/** The queue is closed or closing, or has just overflowed. */
		REFUSED,

		/** Nothing else was pending: the caller must see to a flush. */
		FIRST,

		/** It waits behind others, and leaves with them. */
		QUEUED,

		/** As before, and more than half of the limits is in use. */
		CONGESTED

	}

	private final class Completion implements SocketWriter.Completion {

		@Override
		public void completed() {
			FrameBatch next = written(null);
			if (next != null) {
				write(next, null);
			}
		}

		@Override
		public void failed(Throwable cause) {
			int discarded;
			long discardedBytes;
			synchronized (OutboundQueue.this.lock) {
				if (OutboundQueue.this.closed) {
					return;
				}
				discarded = size();
				discardedBytes = OutboundQueue.this.bytes;
				clear();
			}
			OutboundQueue.this.listener.onDiscarded(discarded, discardedBytes);
			OutboundQueue.this.listener.onWriteFailure(cause);
		}

	}

}
