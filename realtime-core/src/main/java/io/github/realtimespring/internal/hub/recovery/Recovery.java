package io.github.realtimespring.internal.hub.recovery;

import java.util.List;

import io.github.realtimespring.History;
import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.relay.StreamEpochs;

/**
 * The start of a new subscriber of a stream. Immutable.
 *
 * @param start the position before the missed publications, or the stream's top
 * @param missed the missed publications in order; empty if they are no longer available
 * or were not requested
 * @param top the stream's position, which the subscriber reaches with the missed
 * publications
 * @param isComplete whether the subscriber gets all missed publications; otherwise some
 * in between may be lost
 */
public record Recovery(StreamPosition start, List<Publication> missed, StreamPosition top, boolean isComplete) {

	/**
	 * Begin at the stream's top.
	 */
	static Recovery atTop(History history) {
		return atTop(history.position());
	}

	private static Recovery atTop(StreamPosition top) {
		return new Recovery(top, List.of(), top, false);
	}

	/**
	 * Start after a position if the history has all publications after it, never with
	 * only a part of them. After a change of the epoch, lost publications are unknown
	 * even if the position exists in the new epoch, too.
	 * @param maxBytes the {@linkplain Publication#size() bytes} that may be missing
	 */
	static Recovery after(StreamPosition since, History history, long maxBytes) {
		return after(since, history.publications(), history.position(), maxBytes);
	}

	/**
	 * As {@link #after(StreamPosition, History, long)}, without a copy of the list.
	 * @param missed the publications after the position, which no longer change
	 */
	static Recovery after(StreamPosition since, List<Publication> missed, StreamPosition top, long maxBytes) {
		long expected = since.offset();
		long bytes = 0;
		for (Publication publication : missed) {
			StreamPosition position = publication.position();
			bytes += publication.size();
			if (position == null || position.offset() != ++expected || bytes > maxBytes) {
				return atTop(top);
			}
		}
		boolean sameEpoch = since.epoch().isEmpty() || StreamEpochs.isSame(since.epoch(), top.epoch());
		return (expected == top.offset())
				? new Recovery(new StreamPosition(since.offset(), top.epoch()), missed, top, sameEpoch) : atTop(top);
	}

	/**
	 * Begin with all that a stream has, which is not known to be all that the subscriber
	 * missed.
	 * @param maxBytes the {@linkplain Publication#size() bytes} that it may have
	 */
	static Recovery fromBeginning(History history, long maxBytes) {
		Recovery all = after(new StreamPosition(0, ""), history, maxBytes);
		return new Recovery(all.start(), all.missed(), all.top(), false);
	}

	/**
	 * Begin with the latest publication, unless the subscriber has it.
	 * @param maxBytes the {@linkplain Publication#size() bytes} that it may have
	 */
	static Recovery latest(StreamPosition since, History history, long maxBytes) {
		StreamPosition top = history.position();
		if (since.offset() == top.offset() && StreamEpochs.isSame(since.epoch(), top.epoch())) {
			return new Recovery(top, List.of(), top, true);
		}
		boolean isTop = !history.publications().isEmpty() && top.equals(history.publications().get(0).position());
		return (isTop && history.publications().get(0).size() <= maxBytes)
				? new Recovery(new StreamPosition(top.offset() - 1, top.epoch()), history.publications(), top, true)
				: atTop(history);
	}

}
