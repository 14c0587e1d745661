package io.github.realtimespring.internal.hub.dispatch;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.outbound.SeededHash;

import static org.assertj.core.api.Assertions.assertThat;

class SharedFramesTests {

	private final Publication publication = new Publication(new byte[1], null);

	private int compared;

	private int encoded;

	@Test
	void comparisonsGrowLinearlyWithTheNumberOfEncoders() {
		int few = comparisons(1000);
		int many = comparisons(4000);
		assertThat(few).isLessThan(20 * 1000);
		assertThat(many).isLessThan(20 * 4000);
	}

	/**
	 * Every second receiver of an encoder is far from the first one.
	 */
	private int comparisons(int encoders) {
		this.compared = 0;
		this.encoded = 0;
		SharedFrames frames = new SharedFrames("a", this.publication);
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < encoders; i++) {
				frames.get(new CountingEncoder(Integer.toString(i)));
			}
		}
		assertThat(this.encoded).isEqualTo(encoders);
		return this.compared;
	}

	@Test
	void aReceiverOfTheEncoderBeforeCostsOneComparison() {
		SharedFrames frames = new SharedFrames("a", this.publication);
		Frame first = frames.get(new CountingEncoder("1"));
		this.compared = 0;
		for (int i = 0; i < 100; i++) {
			assertThat(frames.get(new CountingEncoder("1"))).isSameAs(first);
		}
		assertThat(this.compared).isEqualTo(100);
		assertThat(this.encoded).isEqualTo(1);
	}

	@Test
	void whatHasOneReceiverIsComparedWithNothingElse() {
		SharedFrames frames = new SharedFrames("a", this.publication);
		List<@Nullable Frame> all = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			all.add(frames.get(new UnsharedEncoder(Integer.toString(i))));
		}
		assertThat(this.compared).isZero();
		assertThat(all).doesNotContainNull().doesNotHaveDuplicates();
	}

	private class CountingEncoder implements PublicationEncoder {

		private final String name;

		CountingEncoder(String name) {
			this.name = name;
		}

		@Override
		public Frame encode(String channel, Publication publication) {
			SharedFramesTests.this.encoded++;
			return Frame.text(publication.data());
		}

		@Override
		public boolean equals(@Nullable Object other) {
			SharedFramesTests.this.compared++;
			return other instanceof CountingEncoder encoder && encoder.name.equals(this.name);
		}

		@Override
		public int hashCode() {
			return SeededHash.of(this.name);
		}

	}

	private final class UnsharedEncoder extends CountingEncoder {

		UnsharedEncoder(String name) {
			super(name);
		}

		@Override
		public boolean isShared() {
			return false;
		}

	}

}
