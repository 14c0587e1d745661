package io.github.realtimespring.outbound;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The bounded queue between the hub and one connection. Any thread may {@link #offer} and
 * {@link #flush}; the queue sees to it that at most one write is under way and that
 * frames leave in the order in which they were offered.
 *
 * <p>
 * The lock guards the queue's own fields and is never held while the socket is written.
 * Whoever turns the state from idle to writing owns the writer until the queue is empty;
 * when a write does not finish at once, ownership passes to its completion.
 */
public final class OutboundQueue {

	/**
	 * The most that one write takes, so that a slow peer's control frames are not held up
	 * behind a large one.
	 */
	private static final int MAX_BATCH_BYTES = 16 * 1024;

	private static final int MAX_BATCH_FRAMES = 64;

	private final Object lock = new Object();

	private final OutboundLimits limits;

	private final SocketWriter writer;

	private final OutboundListener listener;

	private final Completion completion = new Completion();

	private @Nullable ArrayDeque<Frame> frames;

	private List<Frame> batch = List.of();

	private long bytes;

	private boolean writing;

	private boolean closed;

	private boolean callReturned;

	private boolean completedInCall;

	private @Nullable Runnable whenDrained;

	private long writingSince;

	public OutboundQueue(OutboundLimits limits, SocketWriter writer, OutboundListener listener) {
		Assert.notNull(limits, "'limits' must not be null");
		Assert.notNull(writer, "'writer' must not be null");
		Assert.notNull(listener, "'listener' must not be null");
		this.limits = limits;
		this.writer = writer;
		this.listener = listener;
	}

	/**
	 * Append a frame. It is not written before the next {@link #flush}.
	 * @return whether the frame was taken; {@code false} if the queue is closed, closing
	 * or has just overflowed
	 */
	public boolean offer(Frame frame) {
		int discarded;
		long discardedBytes;
		synchronized (this.lock) {
			if (this.closed || this.whenDrained != null) {
				return false;
			}
			if (this.frames == null) {
				this.frames = new ArrayDeque<>(8);
			}
			int pending = this.frames.size() + this.batch.size();
			if (pending < this.limits.maxFrames()
					&& (this.bytes + frame.size() <= this.limits.maxBytes() || pending == 0)) {
				this.frames.addLast(frame);
				this.bytes += frame.size();
				return true;
			}
			discarded = pending;
			discardedBytes = this.bytes;
			clear();
		}
		this.listener.onDiscarded(discarded, discardedBytes);
		this.listener.onOverflow();
		return false;
	}

	/**
	 * Write what is pending, unless a write is under way: then its owner takes the rest.
	 */
	public void flush() {
		synchronized (this.lock) {
			if (this.writing || this.closed || isEmpty()) {
				return;
			}
			beginWriting();
		}
		drain();
	}

	/**
	 * Refuse further frames, write what is pending, then run the action once. If the
	 * queue is closed or a write fails before that, the action never runs.
	 */
	public void closeWhenDrained(Runnable action) {
		synchronized (this.lock) {
			if (this.closed || this.whenDrained != null) {
				return;
			}
			this.whenDrained = action;
			if (this.writing) {
				return;
			}
			beginWriting();
		}
		drain();
	}

	/**
	 * Close at once and throw away what is pending.
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
	 * How many frames are queued or being written.
	 */
	public int pendingFrames() {
		synchronized (this.lock) {
			return size();
		}
	}

	/**
	 * How many bytes are queued or being written.
	 */
	public long pendingBytes() {
		synchronized (this.lock) {
			return this.bytes;
		}
	}

	/**
	 * Whether more than half of what the limits allow is queued or being written.
	 */
	public boolean isCongested() {
		synchronized (this.lock) {
			return this.bytes > this.limits.maxBytes() / 2 || size() > this.limits.maxFrames() / 2;
		}
	}

	/**
	 * Whether one write has been under way for longer than the write timeout.
	 * @param nanoTime the present {@link System#nanoTime()}
	 */
	public boolean isStuck(long nanoTime) {
		synchronized (this.lock) {
			return this.writing && !this.closed && nanoTime - this.writingSince > this.limits.writeTimeout().toNanos();
		}
	}

	private void beginWriting() {
		this.writing = true;
		// Together with the state, so that nobody sees it with the time of an old write
		this.writingSince = System.nanoTime();
	}

	private void drain() {
		while (true) {
			Runnable action = null;
			List<Frame> taken = List.of();
			synchronized (this.lock) {
				if (this.closed) {
					return;
				}
				if (isEmpty()) {
					this.writing = false;
					if (this.whenDrained == null) {
						return;
					}
					action = this.whenDrained;
					this.closed = true;
				}
				else {
					taken = takeBatch();
					this.writingSince = System.nanoTime();
					this.callReturned = false;
					this.completedInCall = false;
				}
			}
			if (action != null) {
				action.run();
				return;
			}
			try {
				this.writer.write(taken, this.completion);
			}
			catch (RuntimeException ex) {
				this.completion.failed(ex);
				return;
			}
			synchronized (this.lock) {
				if (!this.completedInCall) {
					this.callReturned = true;
					return;
				}
			}
		}
	}

	private List<Frame> takeBatch() {
		ArrayDeque<Frame> queue = this.frames;
		Assert.state(queue != null, "Nothing to write");
		List<Frame> taken = new ArrayList<>(Math.min(queue.size(), MAX_BATCH_FRAMES));
		long size = 0;
		while (taken.size() < MAX_BATCH_FRAMES) {
			Frame next = queue.peekFirst();
			if (next == null || (!taken.isEmpty() && size + next.size() > MAX_BATCH_BYTES)) {
				break;
			}
			taken.add(next);
			size += next.size();
			queue.removeFirst();
		}
		this.batch = taken;
		return taken;
	}

	private boolean isEmpty() {
		return this.frames == null || this.frames.isEmpty();
	}

	private int size() {
		return ((this.frames != null) ? this.frames.size() : 0) + this.batch.size();
	}

	private void clear() {
		this.closed = true;
		this.frames = null;
		this.batch = List.of();
		this.bytes = 0;
		this.whenDrained = null;
	}

	private final class Completion implements SocketWriter.Completion {

		@Override
		public void completed() {
			int written;
			long writtenBytes = 0;
			boolean resume;
			synchronized (OutboundQueue.this.lock) {
				if (OutboundQueue.this.closed) {
					return;
				}
				written = OutboundQueue.this.batch.size();
				for (Frame frame : OutboundQueue.this.batch) {
					writtenBytes += frame.size();
				}
				OutboundQueue.this.batch = List.of();
				OutboundQueue.this.bytes -= writtenBytes;
				resume = OutboundQueue.this.callReturned;
				OutboundQueue.this.completedInCall = true;
			}
			OutboundQueue.this.listener.onWritten(written, writtenBytes);
			if (resume) {
				drain();
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
