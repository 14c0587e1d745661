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
	 * The frame of an encoder.
	 * @return {@code null} if the encoder has none for this publication
	 * @throws UnencodableException if the publication can't be expressed in it
	 */
	@Nullable Frame get(PublicationEncoder encoder) {
		return get(encoder, null);
	}

	/**
	 * The frame of an encoder for a session. One that is closing takes none: nothing is
	 * encoded for it.
	 * @return {@code null} if the encoder has none for this publication, or none is
	 * needed
	 * @throws UnencodableException if the publication can't be expressed in it
	 */
	@Nullable Frame get(PublicationEncoder encoder, @Nullable Session receiver) {
		Encoded recent = this.last;
		if (recent == null || (recent.encoder != encoder && !recent.encoder.equals(encoder))) {
			if (receiver != null && !receiver.isOpen()) {
				return null;
			}
			if (!encoder.isShared()) {
				return frame(encoder);
			}
			recent = find(encoder);
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

	private Encoded find(PublicationEncoder encoder) {
		for (Encoded candidate : this.encoded) {
			if (candidate.encoder.equals(encoder)) {
				return candidate;
			}
		}
		if (this.encoded.size() < MAX_LISTED) {
			Encoded created = encode(encoder);
			this.encoded.add(created);
			return created;
		}
		if (this.more == null) {
			this.more = new HashMap<>();
		}
		return this.more.computeIfAbsent(encoder, this::encode);
	}

	/**
	 * The size of the largest frame so far, in bytes.
	 */
	int largest() {
		return this.largest;
	}

	private @Nullable Frame frame(PublicationEncoder encoder) {
		Frame frame = encoder.encode(this.channel, this.publication);
		if (frame != null) {
			this.largest = Math.max(this.largest, frame.size());
		}
		return frame;
	}

	private Encoded encode(PublicationEncoder encoder) {
		try {
			return new Encoded(encoder, frame(encoder), null);
		}
		catch (UnencodableException ex) {
			return new Encoded(encoder, null, ex);
		}
	}

	private record Encoded(PublicationEncoder encoder, @Nullable Frame frame, @Nullable UnencodableException failure) {

	}

}
