package io.github.realtimespring.internal.protocol.stomp.frame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

import io.github.realtimespring.internal.hub.inbound.InboundLimits;
import io.github.realtimespring.internal.hub.inbound.InboundQueue;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.timer.TimingWheel.Timeout;

/**
 * The open transactions of one session and the frames that wait for their ends: at most
 * {@value #MAX_OPEN} transactions and {@value #MAX_FRAMES} frames at a time. The frames
 * count towards the node's inbound budget, and transactions have a maximum age, beyond
 * which all of them are rolled back. Thread-safe.
 */
public final class Transactions {

	public static final String UNKNOWN = "Unknown transaction";

	static final int MAX_OPEN = 16;

	static final int MAX_FRAMES = 1024;

	/**
	 * Maximum duration of a transaction.
	 */
	public static final Duration MAX_AGE = Duration.ofMinutes(1);

	/**
	 * Approximate size of a kept frame beside its headers and its body, and of a
	 * transaction beside its id, in bytes. Only the node's budget includes it.
	 */
	static final int FRAME_BYTES = 1024;

	/** In the order in which they began. */
	private final Map<String, Transaction> open = new LinkedHashMap<>(2);

	private final InboundQueue inbound;

	private final int maxBytes;

	private final Duration maxAge;

	private int frames;

	private long bytes;

	private @Nullable Timeout watch;

	/**
	 * Create the transactions of a session.
	 * @param inbound accounts for the kept frames
	 * @param maxBytes maximum size of headers and bodies of all frames, in bytes
	 * @param maxAge maximum duration of a transaction
	 */
	public Transactions(InboundQueue inbound, int maxBytes, Duration maxAge) {
		this.inbound = inbound;
		this.maxBytes = maxBytes;
		this.maxAge = maxAge;
	}

	/**
	 * Begin a transaction.
	 * @param timer schedules the timeout
	 * @param whenTooOld called on the timer when the transaction has timed out and was
	 * rolled back
	 * @return an error message, or {@code null}
	 */
	public synchronized @Nullable String begin(String id, TimingWheel timer, Runnable whenTooOld) {
		if (this.open.containsKey(id)) {
			return "The transaction has already begun";
		}
		if (this.open.size() >= MAX_OPEN || !keep(id.length())) {
			return "Too many transactions";
		}
		this.open.put(id, new Transaction(id.length() + FRAME_BYTES));
		if (this.watch == null) {
			watch(this.maxAge, timer, whenTooOld);
		}
		return null;
	}

	private void watch(Duration delay, TimingWheel timer, Runnable whenTooOld) {
		this.watch = timer.schedule(delay, () -> checkAge(timer, whenTooOld));
	}

	/**
	 * One timeout a session, however many transactions begin and end meanwhile.
	 */
	private void checkAge(TimingWheel timer, Runnable whenTooOld) {
		synchronized (this) {
			this.watch = null;
			if (this.open.isEmpty()) {
				return;
			}
			Duration age = Duration.ofNanos(System.nanoTime() - this.open.values().iterator().next().begunAt);
			if (age.compareTo(this.maxAge) < 0) {
				watch(this.maxAge.minus(age), timer, whenTooOld);
				return;
			}
			clear();
		}
		whenTooOld.run();
	}

	/**
	 * Keep a frame until its transaction ends.
	 * @return an error message, or {@code null}
	 */
	public synchronized @Nullable String add(String id, Message<?> message) {
		int size = size(message);
		int kept = size + headers(message.getHeaders()) * InboundLimits.HEADER_BYTES;
		Transaction transaction = this.open.get(id);
		if (transaction == null) {
			return UNKNOWN;
		}
		if (this.frames >= MAX_FRAMES || this.bytes + size > this.maxBytes || !keep(kept)) {
			return "The transaction is too large";
		}
		transaction.messages.add(message);
		transaction.bytes += size;
		transaction.kept += kept + FRAME_BYTES;
		this.frames++;
		this.bytes += size;
		return null;
	}

	/**
	 * Reserve the size of a frame or a transaction. While the node has room, only the
	 * limits of this class apply; ids and an unfinished frame are kept in addition.
	 * @return whether the node has room for it
	 */
	private boolean keep(int size) {
		return this.inbound.tryKeep(size + FRAME_BYTES,
				2 * (this.maxBytes + (long) (MAX_FRAMES + MAX_OPEN) * FRAME_BYTES));
	}

	/**
	 * End a transaction.
	 * @return its frames in order, {@code null} if there is no such transaction
	 */
	public synchronized @Nullable List<Message<?>> end(String id) {
		Transaction transaction = this.open.remove(id);
		return (transaction != null) ? giveBack(transaction) : null;
	}

	public synchronized void clear() {
		this.open.values().forEach(this::giveBack);
		this.open.clear();
		if (this.watch != null) {
			this.watch.cancel();
			this.watch = null;
		}
	}

	private List<Message<?>> giveBack(Transaction transaction) {
		this.frames -= transaction.messages.size();
		this.bytes -= transaction.bytes;
		this.inbound.keep(-transaction.kept);
		return transaction.messages;
	}

	/**
	 * The size of a frame, in bytes, with the headers: they may be as long as the
	 * message.
	 */
	public static int size(Message<?> message) {
		int size = (message.getPayload() instanceof byte[] payload) ? payload.length : 0;
		if (message.getHeaders().get(NativeMessageHeaderAccessor.NATIVE_HEADERS) instanceof Map<?, ?> headers) {
			for (Map.Entry<?, ?> header : headers.entrySet()) {
				size += header.getKey().toString().length() + String.valueOf(header.getValue()).length();
			}
		}
		return size;
	}

	/**
	 * The number of headers of a client's frame.
	 */
	public static int headers(MessageHeaders headers) {
		int count = 0;
		if (headers.get(NativeMessageHeaderAccessor.NATIVE_HEADERS) instanceof Map<?, ?> byName) {
			for (Object values : byName.values()) {
				count += (values instanceof List<?> list) ? list.size() : 1;
			}
		}
		return count;
	}

	private static final class Transaction {

		private final List<Message<?>> messages = new ArrayList<>();

		private final long begunAt = System.nanoTime();

		/** Of the frames. */
		private long bytes;

		/** Noted with the inbound queue. */
		private long kept;

		Transaction(long kept) {
			this.kept = kept;
		}

	}

}
