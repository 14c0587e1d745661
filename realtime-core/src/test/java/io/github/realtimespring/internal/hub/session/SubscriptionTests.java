package io.github.realtimespring.internal.hub.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.outbound.UnencodableException;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.test.CountedMessages;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions of a session that may have five frames pending.
 */
class SubscriptionTests {

	private static final PublicationEncoder SHAPE = (channel,
			publication) -> frame(new String(publication.data(), StandardCharsets.UTF_8));

	private final RecordingSocketWriter writer = new RecordingSocketWriter();

	private final List<Subscription> gaps = new ArrayList<>();

	private final CountedMessages counted = new CountedMessages();

	private final Session session = TestSessions.open(1000, 5, this.counted, this.writer);

	@Test
	void afterTheReplyComesWhatWasMissedThenWhatHasArrived() {
		Subscription subscription = stream(SHAPE);
		offer(subscription, 3);
		offer(subscription, 4);
		subscription.activate(frame("reply"), recovered(1, 2, 3));
		offer(subscription, 5);
		assertSent("reply", "2", "3", "4", "5");
		assertThat(subscription.position()).isEqualTo(position(5));
		assertThat(this.gaps).isEmpty();
	}

	@Test
	void whatFollowsAGapWaitsForWhatIsMissing() {
		Subscription subscription = begun(1);
		offer(subscription, 4);
		offer(subscription, 5);
		assertSent();
		assertThat(this.gaps).containsExactly(subscription);
		assertThat(subscription.position()).isEqualTo(position(1));
		subscription.recover(recovered(1, 2, 3, 4), SubscriptionTests::notice);
		offer(subscription, 6);
		assertSent("2", "3", "4", "5", "6");
		assertThat(this.gaps).hasSize(1);
	}

	@Test
	void whatStaysMissingIsSaidBeforeAnythingNewer() {
		Subscription subscription = begun(1);
		offer(subscription, 8);
		offer(subscription, 9);
		subscription.recover(new Recovery(position(8), List.of(), position(8), false), SubscriptionTests::notice);
		assertSent("lost until 8", "9");
	}

	@Test
	void aGapInWhatHasArrivedMeanwhileIsAnotherGap() {
		Subscription subscription = begun(1);
		offer(subscription, 3);
		offer(subscription, 6);
		subscription.recover(recovered(1, 2, 3), SubscriptionTests::notice);
		assertSent("2", "3");
		assertThat(this.gaps).hasSize(2);
		subscription.recover(recovered(3, 4, 5, 6), SubscriptionTests::notice);
		assertSent("2", "3", "4", "5", "6");
	}

	@Test
	void whatTheHistoryDoesNotKnowIsNoReasonToAskForEver() {
		Subscription subscription = begun(1);
		subscription.offer(frame("stale"), new StreamPosition(7, "lost"));
		subscription.recover(recovered(1, 2), SubscriptionTests::notice);
		offer(subscription, 3);
		assertSent("2", "3");
		assertThat(this.gaps).hasSize(1);
	}

	@Test
	void afterAChangeOfTheEpochTheSubscriberIsToldAndGetsWhatIsLeft() {
		Subscription subscription = begun(1);
		subscription.offer(frame("3 of the new epoch"), new StreamPosition(3, "new"));
		for (long offset = 2; offset <= 5; offset++) {
			offer(subscription, offset);
		}
		StreamPosition start = new StreamPosition(1, "new");
		StreamPosition top = new StreamPosition(3, "new");
		subscription.recover(new Recovery(start,
				List.of(publication(2).withPosition(new StreamPosition(2, "new")), publication(3).withPosition(top)),
				top, false), SubscriptionTests::notice);
		subscription.offer(frame("4 of the new epoch"), new StreamPosition(4, "new"));
		assertSent("lost until 1", "2", "3", "4 of the new epoch");
		assertThat(this.gaps).hasSize(1);
	}

	@Test
	void whatTheStreamHasLostInItsOwnEpochIsSaid() {
		Subscription subscription = begun(1);
		offer(subscription, 7);
		subscription.recover(recovered(1, 2), SubscriptionTests::notice);
		offer(subscription, 3);
		assertSent("lost until 1", "2", "3");
	}

	@Test
	void aSubscriberThatWasFoundBehindGoesOnToo() {
		Subscription subscription = begun(1);
		subscription.check(position(2));
		subscription.check(position(2));
		assertThat(this.gaps).hasSize(1);
		offer(subscription, 4);
		subscription.recover(recovered(1, 2), SubscriptionTests::notice);
		assertSent("2");
		assertThat(this.gaps).hasSize(2);
		subscription.recover(recovered(2, 3, 4), SubscriptionTests::notice);
		assertSent("2", "3", "4");
	}

	@Test
	void whatWaitsIsBounded() {
		Subscription subscription = begun(1);
		LongStream.rangeClosed(3, 7).forEach((offset) -> offer(subscription, offset));
		assertThat(this.writer.closeCode()).isNull();
		offer(subscription, 8);
		assertThat(this.writer.closeCode().reason()).isEqualTo("SLOW");
	}

	@Test
	void aSubscriptionThatWasRemovedSendsNothingMore() {
		Subscription subscription = begun(1);
		offer(subscription, 3);
		subscription.cancel();
		subscription.recover(recovered(1, 2, 3), SubscriptionTests::notice);
		subscription.recover(new Recovery(position(3), List.of(), position(3), false), SubscriptionTests::notice);
		offer(subscription, 4);
		assertSent();
	}

	@Test
	void whatCannotBeEncodedLeavesNoGap() {
		Subscription subscription = stream((channel, publication) -> {
			if (publication.info() != null) {
				throw new UnencodableException("expected by the test");
			}
			return SHAPE.encode(channel, publication);
		});
		Publication unencodable = publication(2).mutate().info(new PublisherInfo("ann", "a")).build();
		subscription.activate(null, new Recovery(position(1), List.of(unencodable, publication(3)), position(3), true));
		offer(subscription, 4);
		assertSent("3", "4");
		assertThat(this.gaps).isEmpty();
		assertThat(this.writer.closeCode()).isNull();
	}

	@Test
	void aWindowTakesWhatTheSessionWouldGet() {
		List<String> taken = new ArrayList<>();
		Subscription subscription = stream(SHAPE).through(new DeliveryWindow() {
			@Override
			public OfferResult offer(Frame frame, StreamPosition position) {
				taken.add(frame.string() + "@" + position.offset());
				return OfferResult.REFUSED;
			}

			@Override
			public void notice(Frame frame) {
				taken.add(frame.string());
			}

			@Override
			public StreamPosition firstUnacknowledged() {
				return position(2);
			}

			@Override
			public void close() {
				taken.add("closed");
			}
		});
		assertThat(subscription.confirmed()).isEqualTo(position(1));
		subscription.activate(frame("reply"), recovered(1, 2));
		offer(subscription, 7);
		subscription.recover(new Recovery(position(7), List.of(), position(7), false), SubscriptionTests::notice);
		offer(subscription, 8);
		subscription.cancel();
		assertThat(taken).containsExactly("2@2", "lost until 7", "8@8", "closed");
		assertSent("reply");
	}

	@Test
	void whatIsHeldAtTheEndOfASubscriptionIsCountedAsDropped() {
		Subscription subscription = begun(1);
		offer(subscription, 4);
		offer(subscription, 5);
		subscription.skip(position(6));
		subscription.cancel();
		assertThat(this.counted.dropped(DropReason.SESSION_CLOSED)).isEqualTo(2);
		subscription.cancel();
		assertThat(this.counted.dropped(DropReason.SESSION_CLOSED)).isEqualTo(2);
	}

	@Test
	void whatIsHeldBeyondTheLimitIsCountedAsDropped() {
		Subscription subscription = stream(SHAPE);
		for (int i = 1; i <= 6; i++) {
			offer(subscription, i);
		}
		assertThat(this.session.isOpen()).isFalse();
		subscription.cancel();
		assertThat(this.counted.dropped(DropReason.SESSION_CLOSED)).isEqualTo(6);
	}

	/**
	 * Four times a thousand bytes, 100 more for each frame included.
	 */
	@Test
	void allSubscriptionsOfASessionHoldAFewTimesWhatMayBePending() {
		List<Subscription> all = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Subscription subscription = Subscription.toChannel(this.session, "s" + i, "a", SHAPE);
			subscription.offer(frame("x".repeat(900)), null);
			all.add(subscription);
		}
		all.get(0).cancel();
		all.get(1).activate(null);
		all.get(1).session().outbound().flush();
		assertThat(this.session.isOpen()).isTrue();
		for (int i = 4; i < 6; i++) {
			Subscription subscription = Subscription.toChannel(this.session, "s" + i, "a", SHAPE);
			subscription.offer(frame("x".repeat(900)), null);
			all.add(subscription);
		}
		assertThat(this.session.isOpen()).isTrue();
		all.get(5).offer(frame("x"), null);
		assertThat(this.session.isOpen()).isFalse();
		assertThat(this.writer.closeCode().reason()).isEqualTo("SLOW");
	}

	private Subscription begun(long offset) {
		Subscription subscription = stream(SHAPE);
		subscription.activate(null, position(offset));
		return subscription;
	}

	private Subscription stream(PublicationEncoder encoder) {
		return Subscription.toStream(this.session, "a", "a", encoder, this.gaps::add);
	}

	private void assertSent(String... messages) {
		this.session.outbound().flush();
		assertThat(this.writer.messages()).containsExactly(messages);
	}

	private static void offer(Subscription subscription, long offset) {
		subscription.offer(frame(Long.toString(offset)), position(offset));
		subscription.session().outbound().flush();
	}

	private static Recovery recovered(long since, long... offsets) {
		long top = (offsets.length > 0) ? offsets[offsets.length - 1] : since;
		return new Recovery(position(since), LongStream.of(offsets).mapToObj(SubscriptionTests::publication).toList(),
				position(top), true);
	}

	private static Publication publication(long offset) {
		return new Publication(Long.toString(offset).getBytes(StandardCharsets.UTF_8), null)
			.withPosition(position(offset));
	}

	private static StreamPosition position(long offset) {
		return new StreamPosition(offset, "epoch");
	}

	private static Frame notice(StreamPosition position) {
		return frame("lost until " + position.offset());
	}

	private static Frame frame(String text) {
		return Frame.text(text.getBytes(StandardCharsets.UTF_8));
	}

}
