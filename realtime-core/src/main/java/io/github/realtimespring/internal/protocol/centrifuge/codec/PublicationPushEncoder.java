package io.github.realtimespring.internal.protocol.centrifuge.codec;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.outbound.SeededHash;

/**
 * A publication as a push in JSON. All clients that know the channel by the same name
 * share one frame.
 *
 * @param channel the channel's name as the client knows it
 */
public record PublicationPushEncoder(String channel) implements PublicationEncoder {

	public PublicationPushEncoder {
		Assert.notNull(channel, "'channel' must not be null");
	}

	@Override
	public Frame encode(String channel, Publication publication) {
		return ReplyWriter.published(this.channel, publication);
	}

	// Called for every receiver, where the default implementation of a record is too slow

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other
				|| (other instanceof PublicationPushEncoder encoder && this.channel.equals(encoder.channel));
	}

	@Override
	public int hashCode() {
		return SeededHash.of(this.channel);
	}

}
