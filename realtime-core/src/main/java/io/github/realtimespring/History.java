package io.github.realtimespring;

import java.util.List;

import org.springframework.util.Assert;

/**
 * A part of a channel's stream. Immutable.
 *
 * @param publications the publications that were asked for and are kept, each with its
 * position
 * @param position where the stream stands: the position of its latest publication
 */
public record History(List<Publication> publications, StreamPosition position) {

	public History {
		Assert.notNull(position, "'position' must not be null");
		publications = List.copyOf(publications);
	}

}
