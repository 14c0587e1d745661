package io.github.realtimespring.internal.hub.recovery;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryDisabledException;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.RecoveryMode;
import io.github.realtimespring.internal.concurrent.Failures;
import io.github.realtimespring.internal.relay.StreamEpochs;
import io.github.realtimespring.relay.Relay;

/**
 * Reads from the streams of channels. When many clients come back at once only some reads
 * are under way, never two of the same; the others wait, and those that want the same
 * share one that begins after they asked. Thread-safe.
 */
public final class StreamReader {

	/**
	 * Reads that may be under way. With the bytes that a client's read may have they
	 * bound how long publications wait behind them.
	 */
	static final int MAX_UNDER_WAY = 16;

	private final Map<Read, CompletableFuture<History>> waiting = new LinkedHashMap<>();

	private final Set<Read> underWay = new HashSet<>();

	private final Relay relay;

	private final StreamOptions options;

	private final long maxBytes;

	private boolean beginning;

	/**
	 * Create a reader.
	 * @param maxBytes the bytes of payload that a subscriber may have missed
	 */
	public StreamReader(Relay relay, StreamOptions options, long maxBytes) {
		this.relay = relay;
		this.options = options;
		this.maxBytes = maxBytes;
	}

	/**
	 * Read from a channel's stream.
	 * @return fails with {@link HistoryDisabledException} if the channel keeps no history
	 */
	public CompletableFuture<History> read(String channel, HistoryQuery query) {
		if (!this.options.history().apply(channel).isEnabled()) {
			return CompletableFuture.failedFuture(new HistoryDisabledException(channel));
		}
		CompletableFuture<History> answer;
		synchronized (this) {
			answer = this.waiting.computeIfAbsent(new Read(channel, query), (created) -> new CompletableFuture<>());
		}
		begin();
		return answer;
	}

	/**
	 * Start the next reads. An answer may come at once and call this method again; the
	 * first call then continues.
	 */
	private void begin() {
		while (true) {
			Read read;
			CompletableFuture<History> answer;
			synchronized (this) {
				read = this.beginning ? null : next();
				answer = (read != null) ? this.waiting.remove(read) : null;
				if (read == null || answer == null) {
					return;
				}
				this.underWay.add(read);
				this.beginning = true;
			}
			readFromRelay(read).whenComplete((history, failure) -> {
				synchronized (this) {
					this.underWay.remove(read);
				}
				if (failure != null) {
					answer.completeExceptionally(failure);
				}
				else {
					answer.complete(history);
				}
				begin();
			});
			synchronized (this) {
				this.beginning = false;
			}
		}
	}

	/**
	 * The oldest read that may start. It skips at most as many reads as are under way.
	 */
	private @Nullable Read next() {
		if (this.underWay.size() < MAX_UNDER_WAY) {
			for (Read read : this.waiting.keySet()) {
				if (!this.underWay.contains(read)) {
					return read;
				}
			}
		}
		return null;
	}

	private CompletableFuture<History> readFromRelay(Read read) {
		try {
			return this.relay.history(read.channel(), this.options.history().apply(read.channel()), read.query());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Find the start position of a new subscriber of a stream.
	 * @param since the last position that it knows, {@code null} to start at the top
	 */
	public CompletableFuture<Recovery> recover(String channel, @Nullable StreamPosition since) {
		return recover(channel, since, this.maxBytes);
	}

	/**
	 * Find the start position of a new subscriber of a stream.
	 * @param since the last position that it knows, {@code null} to start at the top
	 * @param room maximum size of the missed payloads, in bytes, if smaller than the
	 * limit of one read. With zero only the stream's position is read
	 */
	public CompletableFuture<Recovery> recover(String channel, @Nullable StreamPosition since, long room) {
		if (since == null) {
			return read(channel, HistoryQuery.POSITION).thenApply(Recovery::atTop);
		}
		long most = Math.min(room, this.maxBytes);
		boolean latestOnly = this.options.history().apply(channel).recovery() == RecoveryMode.CACHE;
		if (most <= 0) {
			return read(channel, HistoryQuery.POSITION)
				.thenApply((top) -> latestOnly ? Recovery.latest(since, top, 0) : Recovery.after(since, top, 0));
		}
		if (latestOnly) {
			return read(channel, HistoryQuery.newest(1)).thenApply((latest) -> Recovery.latest(since, latest, most));
		}
		return read(channel, HistoryQuery.since(since, this.options.recoveryLimit()).withMaxBytes(most))
			.thenApply((missed) -> Recovery.after(since, missed, most))
			.exceptionallyCompose((failure) -> (Failures.unwrap(failure) instanceof UnrecoverablePositionException)
					? remaining(channel, since, most) : CompletableFuture.failedFuture(failure));
	}

	/**
	 * A subscriber that knew nothing of the stream gets everything that the stream still
	 * has; another one begins at the top.
	 */
	private CompletableFuture<Recovery> remaining(String channel, StreamPosition since, long most) {
		if (since.offset() > 0 || !StreamEpochs.isProvisional(since.epoch())) {
			return recover(channel, null);
		}
		HistoryQuery all = HistoryQuery.since(new StreamPosition(0, ""), this.options.recoveryLimit());
		return read(channel, all.withMaxBytes(most)).thenApply((found) -> Recovery.fromBeginning(found, most));
	}

	private record Read(String channel, HistoryQuery query) {

	}

}
