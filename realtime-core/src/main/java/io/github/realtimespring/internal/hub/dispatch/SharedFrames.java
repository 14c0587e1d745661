package io.github.realtimespring.internal.hub.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.outbound.UnencodableException;

/**
 * The frames of one publication: each encoder runs for its first receiver, and the others
 * share the frame. Clients mostly use few encoders, so the most recent one is tried
 * first, then a short list, and then a map. Confined to the delivering thread.
 */
final class SharedFrames {

	/**
	 * Maximum number of encoders to search one by one.
	 */
	private static final int MAX_LISTED = 8;

	private final String channel;

	private final Publication publication;

	private final List<Encoded> encoded = new ArrayList<>(2);

	private @Nullable Map<PublicationEncoder, Encoded> more;

	private @Nullable Encoded last;

	private int largest;

	SharedFrames(String channel, Publication publication) {
		this.channel = channel;
		this.publication = publication;
	}

	/**
	 * The frame of a shape.
	 * @return {@code null} if the shape has none for this publication
	 * @throws UnencodableException if the publication can't be expressed in it
	 */
	@Nullable Frame get(PublicationEncoder shape) {
		return get(shape, null);
	}

	/**
	 * The frame of a shape for a session. One that is closing takes none: nothing is
	 * encoded for it.
	 * @return {@code null} if the shape has none for this publication, or none is needed
	 * @throws UnencodableException if the publication can't be expressed in it
	 */
	@Nullable Frame get(PublicationEncoder shape, @Nullable Session receiver) {
		Encoded recent = this.last;
		if (recent == null || (recent.shape != shape && !recent.shape.equals(shape))) {
			if (receiver != null && !receiver.isOpen()) {
				return null;
			}
			if (!shape.isShared()) {
				return frame(shape);
			}
			recent = find(shape);
			this.last = recent;
		}
		if (recent.failure != null) {
			throw recent.failure;
		}
		return recent.frame;
	}

	/**
	 * Whether a client published, and not the application.
	 */
	boolean isFromClient() {
		return this.publication.info() != null;
	}

	/**
	 * The publication's position in its channel's stream, {@code null} if the channel has
	 * none.
	 */
	@Nullable StreamPosition position() {
		return this.publication.position();
	}

	private Encoded find(PublicationEncoder shape) {
		for (Encoded candidate : this.encoded) {
			if (candidate.shape.equals(shape)) {
				return candidate;
			}
		}
		if (this.encoded.size() < MAX_LISTED) {
			Encoded created = encode(shape);
			this.encoded.add(created);
			return created;
		}
		if (this.more == null) {
			this.more = new HashMap<>();
		}
		return this.more.computeIfAbsent(shape, this::encode);
	}

	/**
	 * The size of the largest frame so far, in bytes.
	 */
	int largest() {
		return this.largest;
	}

	private @Nullable Frame frame(PublicationEncoder shape) {
		Frame frame = shape.encode(this.channel, this.publication);
		if (frame != null) {
			this.largest = Math.max(this.largest, frame.size());
		}
		return frame;
	}

	private Encoded encode(PublicationEncoder shape) {
		try {
			return new Encoded(shape, frame(shape), null);
		}
		catch (UnencodableException ex) {
			return new Encoded(shape, null, ex);
		}
	}

	private record Encoded(PublicationEncoder shape, @Nullable Frame frame, @Nullable UnencodableException failure) {

	}

}
