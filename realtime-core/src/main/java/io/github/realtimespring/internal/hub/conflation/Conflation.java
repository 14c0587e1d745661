package io.github.realtimespring.internal.hub.conflation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Limits how often publications of a channel leave this node. The first one leaves at
 * once. Of those that follow within the channel's interval only the latest leaves, when
 * the interval has passed; the others are dropped and counted. Each channel has at most
 * one waiting publication, and is forgotten after an interval without any. Thread-safe,
 * never blocks except in {@link #stop}.
 *
 * <p>
 * A publication waits until the next tick of the timer if no other one comes after the
 * end of the interval, so the last one of a burst may be late by that much.
 */
public final class Conflation {

	/**
	 * Channels with a running interval. Publications of further ones are not conflated.
	 */
	static final int MAX_CHANNELS = 65_536;

	/**
	 * The bytes that may be waiting. Publications beyond leave at once.
	 */
	static final long MAX_BYTES = 64 * 1024 * 1024;

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

	private final Map<String, ConflatedChannel> channels = new ConcurrentHashMap<>();

	private final AtomicLong waitingBytes = new AtomicLong();

	private final ToLongFunction<String> interval;

	private final Sender sender;

	private final TimingWheel timer;

	private final Executor executor;

	private final RealtimeMetrics metrics;

	private volatile boolean running;

	/**
	 * Create the conflation.
	 * @param interval the interval of a channel in nanoseconds, zero for no conflation
	 * @param sender hands publications to the relay
	 * @param timer ends intervals
	 * @param executor completes results that neither the timer nor the relay may
	 * complete: the publishers' code may block
	 * @param metrics counts publications that were replaced
	 */
	public Conflation(ToLongFunction<String> interval, Sender sender, TimingWheel timer, Executor executor,
			RealtimeMetrics metrics) {
		this.interval = interval;
		this.sender = sender;
		this.timer = timer;
		this.executor = executor;
		this.metrics = metrics;
	}

	/**
	 * Begin to conflate. Until then every publication leaves at once.
	 */
	public void start() {
		this.channels.clear();
		this.running = true;
	}

	/**
	 * Send all waiting publications, and wait for a short time until the relay has taken
	 * them. Later publications leave at once.
	 */
	public void stop() {
		this.running = false;
		List<CompletableFuture<?>> sent = new ArrayList<>();
		this.channels.values().forEach((channel) -> sent.add(channel.close()));
		this.channels.clear();
		try {
			CompletableFuture.allOf(sent.toArray(new CompletableFuture<?>[0]))
				.get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			// Those who published are told, or will be
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Publish, or wait to be published or replaced.
	 * @return completes as the {@link Sender}'s result if the publication is sent; with
	 * {@link StreamPosition#NONE} as soon as another one replaces it
	 */
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication, PublishOptions options) {
		long nanos = (this.running && publication.targetSession() == null) ? this.interval.applyAsLong(channel) : 0;
		if (nanos > 0) {
			ConflatedPublication next = new ConflatedPublication(publication, options);
			ConflatedChannel current = find(channel, nanos);
			while (current != null) {
				if (current.publish(next)) {
					return next.result();
				}
				current = find(channel, nanos);
			}
		}
		return this.sender.send(channel, publication, options);
	}

	/**
	 * The channel, {@code null} if there are too many.
	 */
	private @Nullable ConflatedChannel find(String channel, long nanos) {
		ConflatedChannel found = this.channels.get(channel);
		if (found != null || this.channels.size() >= MAX_CHANNELS) {
			return found;
		}
		ConflatedChannel created = new ConflatedChannel(this, channel, nanos);
		ConflatedChannel other = this.channels.putIfAbsent(channel, created);
		return (other != null) ? other : created;
	}

	/**
	 * Whether a result is that of a publication that still waits.
	 */
	public static boolean isWaiting(CompletableFuture<StreamPosition> result) {
		return result instanceof ConflatedPublication.Result conflated && conflated.isWaiting();
	}

	boolean isRunning() {
		return this.running;
	}

	void schedule(long nanos, Runnable action) {
		this.timer.schedule(Duration.ofNanos(nanos), action);
	}

	void execute(Runnable action) {
		try {
			this.executor.execute(action);
		}
		catch (RuntimeException ex) {
			// It is full or shut down
			action.run();
		}
	}

	/**
	 * Hand a publication to the relay. Never throws: others may depend on what follows.
	 */
	CompletableFuture<StreamPosition> send(String channel, ConflatedPublication next) {
		try {
			return this.sender.send(channel, next.publication(), next.options());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	void remove(String channel, ConflatedChannel removed) {
		this.channels.remove(channel, removed);
	}

	void countConflated() {
		this.metrics.messagesDropped(DropReason.CONFLATED, 1);
	}

	boolean reserve(long bytes) {
		if (this.waitingBytes.addAndGet(bytes) <= MAX_BYTES) {
			return true;
		}
		this.waitingBytes.addAndGet(-bytes);
		return false;
	}

	void release(long bytes) {
		this.waitingBytes.addAndGet(-bytes);
	}

	/**
	 * The number of channels with a running interval.
	 */
	int size() {
		return this.channels.size();
	}

	/**
	 * The size of all waiting publications.
	 */
	long waitingBytes() {
		return this.waitingBytes.get();
	}

	/**
	 * Hands publications to the relay.
	 */
	@FunctionalInterface
	public interface Sender {

		/**
		 * Hand a publication to the relay. Never blocks.
		 * @return completes when the relay has accepted it
		 */
		CompletableFuture<StreamPosition> send(String channel, Publication publication, PublishOptions options);

	}

}
