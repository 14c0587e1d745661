package io.github.realtimespring.internal.hub.recovery;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryDisabledException;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.channel.RecoveryMode;
import io.github.realtimespring.internal.concurrent.Failures;
import io.github.realtimespring.internal.hub.recovery.ChannelRecoveries.Request;
import io.github.realtimespring.internal.relay.StreamEpochs;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;

/**
 * Reads from the streams of channels. Only some reads are under way, never two of the
 * same; the others wait in order, and those that want the same share one that begins
 * after they asked. Thread-safe.
 *
 * <p>
 * When many clients return at once, the subscribers of a channel share a read whatever
 * their positions: those that wait are answered by one that is wide enough for all of
 * them ({@link ChannelRecoveries}), and those that come while it is under way, or soon
 * afterwards, by what it found together with what this node has delivered since
 * ({@link RecentPublications}). A position of another epoch is read on its own: only the
 * relay can tell whether it can be recovered.
 */
public final class StreamReader {

	private final ReadQueue queue = new ReadQueue();

	private final Relay relay;

	private final StreamOptions options;

	private final long maxBytes;

	private final RecentPublications recent;

	private final RealtimeMetrics metrics;

	/**
	 * Create a reader.
	 * @param maxBytes the bytes of payload that a subscriber may have missed
	 * @param recent keeps what was read for those who return next
	 */
	public StreamReader(Relay relay, StreamOptions options, long maxBytes, RecentPublications recent,
			RealtimeMetrics metrics) {
		this.relay = relay;
		this.options = options;
		this.maxBytes = maxBytes;
		this.recent = recent;
		this.metrics = metrics;
	}

	/**
	 * Read from a channel's stream.
	 * @return fails with {@link HistoryDisabledException} if the channel keeps no history
	 */
	public CompletableFuture<History> read(String channel, HistoryQuery query) {
		if (!history(channel).isEnabled()) {
			return CompletableFuture.failedFuture(new HistoryDisabledException(channel));
		}
		return this.queue.join(new Read(channel, query), SharedRead.class,
				() -> new SharedRead(() -> readFromRelay(channel, query)), SharedRead::answer);
	}

	CompletableFuture<History> readFromRelay(String channel, HistoryQuery query) {
		try {
			return this.relay.history(channel, history(channel), query);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Find the start position of a new subscriber of a stream, or of one with a gap. It
	 * must have been added to its channel, and this node must be subscribed to the
	 * channel in the relay.
	 * @param since the last position that it knows, {@code null} to start at the top
	 */
	public CompletableFuture<Recovery> recover(String channel, @Nullable StreamPosition since) {
		return recover(channel, since, this.maxBytes);
	}

	/**
	 * Find the start position of a new subscriber of a stream, or of one with a gap. It
	 * must have been added to its channel, and this node must be subscribed to the
	 * channel in the relay.
	 * @param since the last position that it knows, {@code null} to start at the top
	 * @param room maximum size of the missed payloads, in bytes, if smaller than the
	 * limit of one read; zero for none
	 */
	public CompletableFuture<Recovery> recover(String channel, @Nullable StreamPosition since, long room) {
		HistoryOptions history = history(channel);
		if (!history.isEnabled()) {
			return CompletableFuture.failedFuture(new HistoryDisabledException(channel));
		}
		Request request = new Request(since, Math.max(0, Math.min(room, this.maxBytes)), new CompletableFuture<>());
		RecentHistory found = this.recent.find(channel);
		Runnable answer = (found != null) ? answer(channel, request, found) : null;
		if (answer != null) {
			answer.run();
		}
		else {
			this.queue.join(channel, ChannelRecoveries.class, () -> new ChannelRecoveries(channel, this),
					(recoveries) -> recoveries.add(request));
		}
		return request.answer();
	}

	/**
	 * Answer a request from the newest publications.
	 * @return gives the answer, {@code null} if they are not enough
	 */
	@Nullable Runnable answer(String channel, Request request, RecentHistory found) {
		if (!found.isOfStream(request.since(), history(channel).metaTtl())) {
			return () -> readAlone(channel, request);
		}
		Recovery recovery = found.recover(request.since(), request.most(), isLatestOnly(channel));
		return (recovery != null) ? () -> {
			this.metrics.recoveryAnswered(true);
			request.answer().complete(recovery);
		} : null;
	}

	/**
	 * Answer those that wait for a channel's stream, as far as possible.
	 * @param answers receives what gives the answers
	 */
	void answerWaiting(String channel, RecentHistory found, Consumer<Runnable> answers) {
		this.queue.change(channel, ChannelRecoveries.class, (recoveries) -> recoveries.removeIf((request) -> {
			Runnable answer = answer(channel, request, found);
			if (answer != null) {
				answers.accept(answer);
			}
			return answer != null;
		}));
	}

	/**
	 * Read for one subscriber, or for those with the same position.
	 */
	void readAlone(String channel, Request request) {
		this.metrics.recoveryAnswered(false);
		request.answerWith(readAlone(channel, request.since(), request.most()));
	}

	private CompletableFuture<Recovery> readAlone(String channel, @Nullable StreamPosition since, long most) {
		if (since == null) {
			return read(channel, HistoryQuery.POSITION).thenApply(Recovery::atTop);
		}
		if (isLatestOnly(channel)) {
			HistoryQuery query = (most > 0) ? HistoryQuery.newest(1) : HistoryQuery.POSITION;
			return read(channel, query).thenApply((latest) -> Recovery.latest(since, latest, most));
		}
		if (most <= 0) {
			return read(channel, HistoryQuery.POSITION).thenApply((top) -> Recovery.after(since, top, 0));
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
	CompletableFuture<Recovery> remaining(String channel, StreamPosition since, long most) {
		if (since.offset() > 0 || !StreamEpochs.isProvisional(since.epoch())) {
			return recover(channel, null);
		}
		HistoryQuery all = HistoryQuery.since(new StreamPosition(0, ""), this.options.recoveryLimit());
		return read(channel, all.withMaxBytes(most)).thenApply((found) -> Recovery.fromBeginning(found, most));
	}

	HistoryOptions history(String channel) {
		return this.options.history().apply(channel);
	}

	boolean isLatestOnly(String channel) {
		return history(channel).recovery() == RecoveryMode.CACHE;
	}

	StreamOptions options() {
		return this.options;
	}

	long maxBytes() {
		return this.maxBytes;
	}

	RecentPublications recent() {
		return this.recent;
	}

	RealtimeMetrics metrics() {
		return this.metrics;
	}

	private record Read(String channel, HistoryQuery query) {

	}

}
