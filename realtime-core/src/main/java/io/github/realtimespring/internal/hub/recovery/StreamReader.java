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

	private final Map<Question, CompletableFuture<History>> waiting = new LinkedHashMap<>();

	private final Set<Question> underWay = new HashSet<>();

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
			answer = this.waiting.computeIfAbsent(new Question(channel, query), (asked) -> new CompletableFuture<>());
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
			Question question;
			CompletableFuture<History> answer;
			synchronized (this) {
				question = this.beginning ? null : next();
				answer = (question != null) ? this.waiting.remove(question) : null;
				if (question == null || answer == null) {
					return;
				}
				this.underWay.add(question);
				this.beginning = true;
			}
			ask(question).whenComplete((history, failure) -> {
				synchronized (this) {
					this.underWay.remove(question);
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
	private @Nullable Question next() {
		if (this.underWay.size() < MAX_UNDER_WAY) {
			for (Question question : this.waiting.keySet()) {
				if (!this.underWay.contains(question)) {
					return question;
				}
			}
		}
		return null;
	}

	private CompletableFuture<History> ask(Question question) {
		try {
			return this.relay.history(question.channel(), this.options.history().apply(question.channel()),
					question.query());
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
					? whatIsLeft(channel, since, most) : CompletableFuture.failedFuture(failure));
	}

	/**
	 * For a subscriber that knew nothing of the stream all is left that the stream has;
	 * another one begins at the top.
	 */
	private CompletableFuture<Recovery> whatIsLeft(String channel, StreamPosition since, long most) {
		if (since.offset() > 0 || !StreamEpochs.isProvisional(since.epoch())) {
			return recover(channel, null);
		}
		HistoryQuery all = HistoryQuery.since(new StreamPosition(0, ""), this.options.recoveryLimit());
		return read(channel, all.withMaxBytes(most)).thenApply((found) -> Recovery.fromBeginning(found, most));
	}

	private record Question(String channel, HistoryQuery query) {

	}

}
