package io.github.realtimespring.internal.hub.recovery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.internal.concurrent.Failures;

/**
 * The subscribers of one channel that wait for its stream to be read, in the order in
 * which they asked, and the one read that answers them. They asked before it begins, so
 * they miss nothing that it doesn't find. Guarded by the queue until the read starts,
 * then confined to it.
 */
final class ChannelRecoveries implements ReadQueue.Task {

	private final List<Request> requests = new ArrayList<>();

	private final String channel;

	private final StreamReader reader;

	private HistoryQuery query = HistoryQuery.POSITION;

	private @Nullable StreamTail tail;

	ChannelRecoveries(String channel, StreamReader reader) {
		this.channel = channel;
		this.reader = reader;
	}

	boolean add(Request request) {
		return this.requests.add(request);
	}

	void removeIf(Predicate<Request> condition) {
		this.requests.removeIf(condition);
	}

	@Override
	public CompletableFuture<History> start() {
		if (this.requests.isEmpty()) {
			return CompletableFuture.completedFuture(new History(List.of(), StreamPosition.NONE));
		}
		int most = this.reader.isLatestOnly(this.channel) ? 1
				: Math.min(this.reader.options().recoveryLimit(), this.reader.history(this.channel).maxPublications());
		this.query = query(most);
		this.tail = this.reader.recent().begin(this.channel, most, this.reader.maxBytes());
		return this.reader.readFromRelay(this.channel, this.query);
	}

	/**
	 * The query that answers all: for the position if nobody can have publications, for
	 * those after a position if all have the same, otherwise for as many of the newest as
	 * anybody may have missed. The latter also if others have just returned and what was
	 * read for them is not enough: so a channel is read twice at most.
	 */
	private HistoryQuery query(int limit) {
		Set<StreamPosition> positions = new HashSet<>();
		long most = 0;
		for (Request request : this.requests) {
			if (request.since() != null && request.most() > 0) {
				positions.add(request.since());
				most = Math.max(most, request.most());
			}
		}
		if (positions.isEmpty()) {
			return HistoryQuery.POSITION;
		}
		if (this.reader.isLatestOnly(this.channel)) {
			return HistoryQuery.newest(1);
		}
		return (positions.size() == 1 && this.reader.recent().find(this.channel) == null)
				? HistoryQuery.since(positions.iterator().next(), this.reader.options().recoveryLimit())
					.withMaxBytes(most)
				: HistoryQuery.newest(limit).withMaxBytes(this.reader.maxBytes());
	}

	@Override
	public Runnable end(@Nullable History history, @Nullable Throwable failure) {
		StreamTail recording = this.tail;
		if (recording == null) {
			return () -> {
			};
		}
		if (history == null || failure != null) {
			this.reader.recent().discard(this.channel, recording);
			return () -> fail((failure != null) ? Failures.unwrap(failure) : new IllegalStateException("No history"));
		}
		RecentHistory found = newest(history);
		this.reader.recent().keep(this.channel, recording, found);
		List<Runnable> answers = new ArrayList<>(this.requests.size());
		this.requests.forEach((request) -> answers.add(() -> answer(request, history, found)));
		RecentHistory since = this.reader.recent().find(this.channel);
		if (since != null) {
			this.reader.answerWaiting(this.channel, since, answers::add);
		}
		return () -> answers.forEach(Runnable::run);
	}

	private RecentHistory newest(History history) {
		List<Publication> publications = history.publications();
		if (this.query.reverse()) {
			publications = new ArrayList<>(publications);
			Collections.reverse(publications);
		}
		return RecentHistory.of(publications, history.position(), this.query.reverse());
	}

	private void answer(Request request, History history, RecentHistory found) {
		Recovery recovery = recovery(request, history, found);
		if (recovery == null) {
			this.reader.readAlone(this.channel, request);
			return;
		}
		this.reader.metrics().recoveryAnswered(request != this.requests.get(0));
		request.answer().complete(recovery);
	}

	private @Nullable Recovery recovery(Request request, History history, RecentHistory found) {
		StreamPosition since = request.since();
		if (since != null && since.equals(this.query.since())) {
			return Recovery.after(since, history, request.most());
		}
		if (since != null && this.reader.isLatestOnly(this.channel)) {
			return Recovery.latest(since, history, request.most());
		}
		return found.isOfStream(since, this.reader.history(this.channel).metaTtl())
				? found.recover(since, request.most(), false) : null;
	}

	private void fail(Throwable failure) {
		for (Request request : this.requests) {
			StreamPosition since = request.since();
			if (!(failure instanceof UnrecoverablePositionException)) {
				request.answer().completeExceptionally(failure);
			}
			else if (since != null && since.equals(this.query.since())) {
				this.reader.metrics().recoveryAnswered(request != this.requests.get(0));
				request.answerWith(this.reader.remaining(this.channel, since, request.most()));
			}
			else {
				this.reader.readAlone(this.channel, request);
			}
		}
	}

	/**
	 * A subscriber that waits.
	 *
	 * @param since the last position that it knows, {@code null} to start at the top
	 * @param most maximum size of the missed payloads, in bytes
	 * @param answer its start
	 */
	record Request(@Nullable StreamPosition since, long most, CompletableFuture<Recovery> answer) {

		void answerWith(CompletableFuture<Recovery> recovery) {
			recovery.whenComplete((found, failure) -> {
				if (failure != null) {
					this.answer.completeExceptionally(Failures.unwrap(failure));
				}
				else {
					this.answer.complete(found);
				}
			});
		}

	}

}
