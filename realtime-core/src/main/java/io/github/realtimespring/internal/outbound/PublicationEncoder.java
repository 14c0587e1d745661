package io.github.realtimespring.internal.outbound;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;

/**
 * Encodes publications for the wire. All subscriptions with equal encoders share one
 * frame, so {@code equals} and {@code hashCode} must tell exactly whether two encoders
 * produce the same bytes for the same publication. The {@code hashCode} of values chosen
 * by clients must be a {@link SeededHash}. Immutable and thread-safe.
 */
public interface PublicationEncoder {

	/**
	 * Encode a publication.
	 * @param channel the channel that it was published on
	 * @param publication the publication
	 * @return the frame to share, or {@code null} if the receivers of this encoder get
	 * nothing
	 * @throws UnencodableException if the publication can't be expressed by this encoder
	 */
	@Nullable Frame encode(String channel, Publication publication);

	/**
	 * Whether equal encoders of other subscriptions may exist. If not, the frame is
	 * encoded for its one receiver and not looked up.
	 */
	default boolean isShared() {
		return true;
	}

}
