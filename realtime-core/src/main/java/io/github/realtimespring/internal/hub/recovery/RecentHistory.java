package io.github.realtimespring.internal.hub.recovery;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.History;
import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.relay.StreamEpochs;

/**
 * The newest publications of a stream, from which any number of subscribers recover, each
 * from its own position. Immutable; its list is shared, not copied.
 *
 * @param publications the newest publications up to the top, oldest first, none missing
 * between them
 * @param top the stream's position
 * @param isComplete whether nobody can recover from a position before these publications:
 * as many were read as a subscriber may have missed
 */
record RecentHistory(List<Publication> publications, StreamPosition top, boolean isComplete) {

	/**
	 * Take the publications that lead to the top of the stream without a gap.
	 * @param publications publications of the stream, oldest first
	 */
	static RecentHistory of(List<Publication> publications, StreamPosition top, boolean isComplete) {
		int first = publications.size();
		long expected = top.offset();
		while (first > 0 && isAt(publications.get(first - 1), expected, top.epoch())) {
			first--;
			expected--;
		}
		return new RecentHistory(List.copyOf(publications.subList(first, publications.size())), top, isComplete);
	}

	private static boolean isAt(Publication publication, long offset, String epoch) {
		StreamPosition position = publication.position();
		return position != null && position.offset() == offset && position.epoch().equals(epoch);
	}

	/**
	 * Whether a position is one of this stream.
	 * @param since the position, {@code null} for the top
	 * @param life minimum time to keep a stream of the channel
	 */
	boolean isOfStream(@Nullable StreamPosition since, Duration life) {
		return since == null || since.epoch().isEmpty() || StreamEpochs.isSame(since.epoch(), this.top.epoch(), life);
	}

	/**
	 * Find the start of a subscriber.
	 * @param since its position, one of this stream, {@code null} to start at the top
	 * @param most maximum size of the missed payloads, in bytes
	 * @param latestOnly whether it gets the latest publication only
	 * @return {@code null} if it may need publications before these, or has seen later
	 * ones
	 */
	@Nullable Recovery recover(@Nullable StreamPosition since, long most, boolean latestOnly) {
		if (since == null) {
			return Recovery.atTop(new History(List.of(), this.top));
		}
		int size = this.publications.size();
		long missed = this.top.offset() - since.offset();
		if (missed < 0) {
			return null;
		}
		if (latestOnly) {
			List<Publication> latest = this.publications.subList(Math.max(0, size - 1), size);
			return (missed == 0 || size > 0 || this.isComplete || most <= 0)
					? Recovery.latest(since, new History(latest, this.top), most) : null;
		}
		if (missed <= size) {
			return Recovery.after(since, this.publications.subList(size - (int) missed, size), this.top, most);
		}
		return (this.isComplete || most <= 0) ? Recovery.atTop(new History(List.of(), this.top)) : null;
	}

}
