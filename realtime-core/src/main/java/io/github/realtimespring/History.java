package io.github.realtimespring;

import java.util.List;

import org.springframework.util.Assert;

/**
 * A part of the history of a channel. Immutable.
 *
 * @param publications the publications that match the query, each with its position
 * @param position the position of the latest publication of the stream
 * @since 0.1.0
 */
public record History(List<Publication> publications, StreamPosition position) {

	/**
	 * Create a part of a history.
	 * @param publications the publications that match the query
	 * @param position the position of the latest publication
	 */
	public History {
		Assert.notNull(position, "'position' must not be null");
		publications = List.copyOf(publications);
	}

}
