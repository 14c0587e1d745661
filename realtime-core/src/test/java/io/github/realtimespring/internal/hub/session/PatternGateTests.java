package io.github.realtimespring.internal.hub.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.internal.hub.session.ChannelFilter.Decision;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.test.CountedMessages;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions of a session that may have 100 frames pending.
 */
class PatternGateTests {

	private final CountedMessages counted = new CountedMessages();

	private final RecordingSocketWriter writer = new RecordingSocketWriter();

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<String> asked = new ArrayList<>();

	private final Session session = TestSessions.open(10_000, 100, this.counted, this.writer);

	@Test
	void allPatternsOfASessionAskOneAfterAnother() {
		PatternSubscription one = pattern("1");
		PatternSubscription other = pattern("2");
		offer(one, "a");
		offer(other, "b");
		offer(one, "c");
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove().run();
		assertThat(this.tasks).isEmpty();
		assertThat(this.asked).containsExactlyInAnyOrder("1:a", "2:b", "1:c").containsSubsequence("1:a", "1:c");
		assertThat(this.writer.messages()).containsExactlyInAnyOrder("a", "b", "c").containsSubsequence("a", "c");
	}

	@Test
	void afterItsShareASessionLetsOthersAsk() {
		PatternSubscription pattern = pattern("1");
		for (int i = 0; i < 70; i++) {
			offer(pattern, "a" + i);
		}
		this.tasks.remove().run();
		assertThat(this.asked).hasSize(32);
		assertThat(this.writer.messages()).hasSize(32);
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove().run();
		this.tasks.remove().run();
		assertThat(this.writer.messages()).hasSize(70);
		assertThat(this.tasks).isEmpty();
		offer(pattern, "b");
		assertThat(this.tasks).hasSize(1);
	}

	@Test
	void whoKeepsUpIsNotClosedWhenMuchHasWaited() {
		for (int i = 0; i < 4; i++) {
			offer(pattern("p" + i), "a".repeat(4000));
		}
		this.tasks.remove().run();
		assertThat(this.session.isOpen()).isTrue();
		assertThat(this.writer.messages()).hasSize(4);
	}

	@Test
	void whatMayPassDoesNotWaitForTheNextAnswer() {
		List<List<String>> sentBeforeAsked = new ArrayList<>();
		PatternSubscription pattern = pattern("1",
				(channel) -> sentBeforeAsked.add(List.copyOf(this.writer.messages())));
		offer(pattern, "a");
		offer(pattern, "b");
		this.tasks.remove().run();
		assertThat(sentBeforeAsked).containsExactly(List.of(), List.of("a"));
	}

	@Test
	void anAuthorizerThatBreaksStopsNothing() {
		PatternSubscription broken = pattern("1", (channel) -> {
			throw new StackOverflowError("expected by the test");
		});
		offer(broken, "a");
		this.tasks.remove().run();
		PatternSubscription pattern = pattern("2");
		offer(pattern, "b");
		this.tasks.remove().run();
		assertThat(this.writer.messages()).containsExactly("b");
		assertThat(this.counted.dropped(DropReason.FAILED)).isEqualTo(1);
	}

	@Test
	void onePatternDoesNotHoldUpTheOthersOfItsSession() {
		PatternSubscription busy = pattern("1");
		PatternSubscription other = pattern("2");
		for (int i = 0; i < 60; i++) {
			offer(busy, "a" + i);
		}
		offer(other, "b");
		this.tasks.remove().run();
		assertThat(this.writer.messages()).contains("b");
	}

	@Test
	void whatWaitsAtTheEndOfASubscriptionIsCountedAsDropped() {
		PatternSubscription pattern = pattern("1");
		offer(pattern, "a");
		offer(pattern, "b");
		pattern.cancel();
		assertThat(this.counted.dropped(DropReason.SESSION_CLOSED)).isEqualTo(2);
		this.tasks.remove().run();
		assertThat(this.writer.messages()).isEmpty();
		assertThat(this.counted.dropped(DropReason.SESSION_CLOSED)).isEqualTo(2);
	}

	@Test
	void whatThereIsNoRoomForIsCountedAsDropped() {
		PatternSubscription pattern = pattern("1");
		for (int i = 0; i <= 100; i++) {
			offer(pattern, "a");
		}
		assertThat(this.session.isOpen()).isFalse();
		pattern.cancel();
		assertThat(this.counted.dropped(DropReason.SESSION_CLOSED)).isEqualTo(101);
	}

	/**
	 * Four times ten thousand bytes.
	 */
	@Test
	void allPatternsOfASessionHoldAFewTimesWhatMayBePending() {
		for (int i = 0; i < 4; i++) {
			PatternSubscription cancelled = pattern("p" + i);
			offer(cancelled, "a".repeat(9800));
			cancelled.cancel();
		}
		for (int i = 4; i < 8; i++) {
			offer(pattern("p" + i), "a".repeat(9800));
		}
		assertThat(this.session.isOpen()).isTrue();
		offer(pattern("p8"), "a".repeat(9800));
		assertThat(this.session.isOpen()).isFalse();
	}

	/**
	 * A subscription that asks about each channel once.
	 */
	private PatternSubscription pattern(String id) {
		return pattern(id, (channel) -> this.asked.add(id + ":" + channel));
	}

	private PatternSubscription pattern(String id, Consumer<String> resolution) {
		Set<String> known = new HashSet<>();
		ChannelFilter filter = new ChannelFilter() {

			@Override
			public Decision decide(String channel) {
				return known.contains(channel) ? Decision.ACCEPT : Decision.UNKNOWN;
			}

			@Override
			public void resolve(String channel) {
				resolution.accept(channel);
				known.add(channel);
			}

		};
		PatternSubscription subscription = PatternSubscription.toPrefix(this.session, id, "", filter,
				(channel, publication) -> Frame.text(publication.data()));
		subscription.openGate(this.tasks::add);
		subscription.activate(null);
		return subscription;
	}

	private static void offer(PatternSubscription pattern, String channel) {
		pattern.offer(channel, Decision.UNKNOWN, Frame.text(channel.getBytes()), null);
	}

}
