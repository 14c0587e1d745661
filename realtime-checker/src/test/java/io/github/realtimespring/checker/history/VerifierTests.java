package io.github.realtimespring.checker.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.checker.history.Violation.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Verifier}: histories made by hand, with each kind of violation.
 */
class VerifierTests {

	private static final String CHANNEL = "chaos:1";

	private static final String CLIENT = "alice";

	private static final String PROVISIONAL = "~64~3c~server";

	private static final String FIRST = "abcdefgh~66~server";

	private final List<Event> events = new ArrayList<>();

	@Test
	void whenEverythingComesOnceAndInOrderThenNothingIsViolated() {
		subscribed(0);
		publish(1, 1);
		publish(2, 2);
		delivered(1, 1);
		delivered(2, 2);
		assertThat(violations()).isEmpty();
	}

	@Test
	void whenWhatWasMissedIsRecoveredThenNothingIsViolated() {
		subscribed(0);
		publish(1, 1);
		publish(2, 2);
		delivered(1, 1);
		recovered("e");
		delivered(2, 2);
		assertThat(violations()).isEmpty();
	}

	@Test
	void whenRecoveryGoesOnInAnotherEpochThenNothingIsViolated() {
		subscribed(0);
		publish(1, 1);
		delivered(1, 1);
		recovered("f");
		publish(2, 2, "f");
		delivered(2, 2);
		assertThat(violations()).isEmpty();
	}

	@Test
	void whenAProvisionalPositionIsFollowedByTheFirstStreamThenNothingIsViolated() {
		unrecovered(PROVISIONAL, 0);
		publish(1, 1, FIRST);
		delivered(1, 1);
		recovered(PROVISIONAL.replace("~64~", "~65~"));
		recovered(FIRST);
		publish(2, 2, FIRST);
		delivered(2, 2);
		assertThat(violations()).isEmpty();
	}

	@Test
	void whenThePublicationAfterAProvisionalPositionDoesNotComeThenItIsLost() {
		unrecovered(PROVISIONAL, 0);
		publish(1, 1, FIRST);
		assertThat(violations()).containsExactly(Kind.ACKNOWLEDGED_LOST);
	}

	@Test
	void whenAPublicationIsMissingThenThatIsAGap() {
		subscribed(0);
		publish(1, 1);
		publish(2, 2);
		publish(3, 3);
		delivered(1, 1);
		delivered(3, 3);
		assertThat(violations()).containsExactly(Kind.GAP);
	}

	@Test
	void whenWhatWasMissedIsNotRecoveredThenThatIsAGap() {
		subscribed(0);
		publish(1, 1);
		publish(2, 2);
		publish(3, 3);
		delivered(1, 1);
		recovered("e");
		delivered(3, 3);
		assertThat(violations()).containsExactly(Kind.GAP);
	}

	@Test
	void whenTheSubscriberWasToldOfALossThenThatIsNoGap() {
		subscribed(0);
		publish(1, 1);
		delivered(1, 1);
		for (int i = 2; i <= 20; i++) {
			publish(i, i);
		}
		unrecovered("e", 19);
		delivered(20, 20);
		assertThat(violations()).isEmpty();
	}

	@Test
	void whenANoticePrecedesWhatIsNewerThenThatIsNoGap() {
		subscribed(0);
		publish(1, 1);
		delivered(1, 1);
		for (int i = 2; i <= 20; i++) {
			publish(i, i);
		}
		this.events.add(new Event.Notice(0, CLIENT, CHANNEL, new Position("e", 19)));
		delivered(20, 20);
		assertThat(violations()).isEmpty();
	}

	@Test
	void whenEverythingIsStillThereThenALossIsUnjustified() {
		subscribed(0);
		publish(1, 1);
		delivered(1, 1);
		publish(2, 2);
		unrecovered("e", 2);
		assertThat(violations()).containsExactly(Kind.UNJUSTIFIED_LOSS);
	}

	@Test
	void whenTheStreamIsAnotherOneThenALossIsUnjustifiedUnlessTheStoreMayLose() {
		subscribed(0);
		publish(1, 1);
		delivered(1, 1);
		unrecovered("f", 0);
		assertThat(violations()).containsExactly(Kind.UNJUSTIFIED_LOSS);
		assertThat(violations(true)).isEmpty();
	}

	@Test
	void whenAClientThatHasAPositionBeginsAnewThenThatIsToldByNobody() {
		subscribed(0);
		publish(1, 1);
		delivered(1, 1);
		subscribed(1);
		assertThat(violations()).containsExactly(Kind.UNTOLD_RESTART);
	}

	@Test
	void whenAClientThatLeftBeginsAnewThenNothingIsViolated() {
		subscribed(0);
		publish(1, 1);
		this.events.add(new Event.Unsubscribed(0, CLIENT, CHANNEL));
		subscribed(1);
		publish(2, 2);
		delivered(2, 2);
		assertThat(violations()).isEmpty();
	}

	@Test
	void whenAPublicationComesTwiceThenThatIsADuplicate() {
		subscribed(0);
		publish(1, 1);
		delivered(1, 1);
		delivered(1, 1);
		assertThat(violations()).containsOnly(Kind.DUPLICATE);
	}

	@Test
	void whenAPublicationComesAgainAtAnotherPositionThenThatIsADuplicate() {
		subscribed(0);
		publish(1, 1);
		delivered(1, 1);
		delivered(1, 2);
		assertThat(violations()).contains(Kind.DUPLICATE);
	}

	@Test
	void whenARepeatedPublicationComesAgainAfterTheStoreLostDataThenThatIsNoDuplicate() {
		subscribed(0);
		intended(1);
		intended(1);
		delivered(1, 1);
		unrecovered("f", 0);
		delivered(1, 1);
		assertThat(violations(true)).isEmpty();
	}

	@Test
	void whenPublicationsChangePlacesThenThatIsAViolationOfOrder() {
		subscribed(0);
		publish(1, 1);
		publish(2, 2);
		delivered(2, 1);
		delivered(1, 2);
		assertThat(violations()).contains(Kind.ORDER, Kind.ACKNOWLEDGED_LOST, Kind.CONFLICT);
	}

	@Test
	void whenPositionsOfAPublisherDoNotGrowThenThatIsAViolationOfOrder() {
		publish(1, 2);
		publish(2, 1);
		assertThat(violations()).containsExactly(Kind.ORDER);
	}

	@Test
	void whenOffsetsWithoutPromiseDoNotGrowThenThatIsAViolationOfOrder() {
		this.events.add(new Event.Subscribed(0, CLIENT, CHANNEL, false, false, null));
		publish(1, 1);
		publish(2, 2);
		publish(3, 3);
		delivered(1, 1);
		delivered(3, 3);
		assertThat(violations()).isEmpty();
		delivered(2, 2);
		assertThat(violations()).containsOnly(Kind.ORDER);
	}

	@Test
	void whenAPayloadHasChangedThenItIsCorrupt() {
		subscribed(0);
		publish(1, 1);
		this.events.add(new Event.Delivered(0, CLIENT, CHANNEL, id(1), 77, 1, null));
		assertThat(violations()).contains(Kind.CORRUPT);
	}

	@Test
	void whenWhatComesWasNeverMadeThenItIsCorrupt() {
		subscribed(0);
		delivered(9, 1);
		assertThat(violations()).containsExactly(Kind.CORRUPT);
	}

	@Test
	void whenAPublicationOfAnotherChannelComesThenThatIsForeign() {
		subscribed(0);
		PublicationId other = new PublicationId("/user/bob/queue/1", "p", 1);
		this.events.add(new Event.Intended(0, other, 1));
		this.events.add(new Event.Delivered(0, CLIENT, CHANNEL, other, 1, 1, null));
		assertThat(violations()).containsExactly(Kind.FOREIGN);
	}

	@Test
	void whenAPublicationComesAfterUnsubscribingWasAnsweredThenThatIsFound() {
		subscribed(0);
		publish(1, 1);
		this.events.add(new Event.Unsubscribed(0, CLIENT, CHANNEL));
		delivered(1, 1);
		assertThat(violations()).containsExactly(Kind.NOT_SUBSCRIBED);
	}

	@Test
	void whenARefusedPublicationComesThenThatIsFound() {
		subscribed(0);
		intended(1);
		this.events.add(new Event.Failed(0, id(1), true));
		delivered(1, 1);
		assertThat(violations()).containsExactly(Kind.REFUSED);
	}

	@Test
	void whenAPublicationOfUnknownOutcomeComesThenNothingIsViolated() {
		subscribed(0);
		intended(1);
		this.events.add(new Event.Failed(0, id(1), false));
		delivered(1, 1);
		assertThat(violations()).isEmpty();
	}

	@Test
	void whenTwoPublicationsStandAtOnePositionThenThatIsAConflict() {
		publish(1, 1);
		intended(2);
		subscribed("bob", 0);
		delivered("bob", 2, 1);
		assertThat(violations()).contains(Kind.CONFLICT);
	}

	@Test
	void whenAnAcknowledgedPublicationDoesNotComeThenItIsLost() {
		subscribed(0);
		publish(1, 1);
		publish(2, 2);
		delivered(1, 1);
		assertThat(violations()).containsExactly(Kind.ACKNOWLEDGED_LOST);
	}

	@Test
	void whenOneSubscriberGetsSomethingElseThenTheAcknowledgedOneIsLost() {
		subscribed(0);
		publish(1, 1);
		intended(2);
		delivered(2, 1);
		assertThat(violations()).contains(Kind.ACKNOWLEDGED_LOST);
	}

	@Test
	void whenTheStoreLostAnAcknowledgedPublicationThenRecoveryMustNotHideIt() {
		subscribed(0);
		publish(1, 1);
		publish(2, 2);
		delivered(1, 1);
		recovered("f");
		intended(3);
		delivered(3, 2);
		assertThat(violations(true)).containsExactly(Kind.STORE_LOSS_UNTOLD);
	}

	@Test
	void whenTheStoreLostAnAcknowledgedPublicationAndSaysSoThenNothingIsViolated() {
		subscribed(0);
		publish(1, 1);
		publish(2, 2);
		delivered(1, 1);
		unrecovered("f", 1);
		publish(3, 2, "f");
		delivered(3, 2);
		assertThat(violations(true)).isEmpty();
	}

	@Test
	void whenNothingNewComesAfterTheLastFaultThenThatIsNotAlive() {
		subscribed(0);
		publish(1, 1);
		delivered(1, 1);
		this.events.add(new Event.Healed(1));
		assertThat(violations()).containsExactly(Kind.LIVENESS);
	}

	@Test
	void whenSomethingNewComesTooLateThenThatIsNotAlive() {
		subscribed(0);
		this.events.add(new Event.Healed(0));
		publish(1, 1);
		long late = Duration.ofSeconds(6).toNanos();
		this.events.add(new Event.Delivered(late, CLIENT, CHANNEL, id(1), 1, 1, null));
		assertThat(violations()).containsExactly(Kind.LIVENESS);
	}

	@Test
	void whenSomethingStaysBehindThenThatIsFound() {
		this.events.add(new Event.Leftover(0, "node-0 realtime_sessions", 1));
		assertThat(violations()).containsExactly(Kind.LEFTOVER);
	}

	@Test
	void anExcerptShowsWhatHappenedAround() {
		subscribed(0);
		publish(1, 1);
		delivered(1, 1);
		delivered(1, 1);
		List<Violation> found = Verifier.verify(this.events, rules(false));
		assertThat(Excerpt.of(this.events, found.get(0))).contains("> ").contains("Delivered").contains("p#1");
	}

	private List<Kind> violations() {
		return violations(false);
	}

	private List<Kind> violations(boolean storeMayLose) {
		return Verifier.verify(this.events, rules(storeMayLose)).stream().map(Violation::kind).toList();
	}

	private static Rules rules(boolean storeMayLose) {
		return new Rules((channel) -> 10, storeMayLose, storeMayLose, Duration.ofSeconds(5));
	}

	private static PublicationId id(long sequence) {
		return new PublicationId(CHANNEL, "p", sequence);
	}

	private void intended(long sequence) {
		this.events.add(new Event.Intended(0, id(sequence), sequence));
	}

	private void publish(long sequence, long offset) {
		publish(sequence, offset, "e");
	}

	private void publish(long sequence, long offset, String epoch) {
		intended(sequence);
		this.events.add(new Event.Acknowledged(0, id(sequence), new Position(epoch, offset)));
	}

	private void subscribed(long offset) {
		subscribed(CLIENT, offset);
	}

	private void subscribed(String client, long offset) {
		this.events.add(new Event.Subscribed(0, client, CHANNEL, false, false, new Position("e", offset)));
	}

	private void recovered(String epoch) {
		this.events.add(new Event.Subscribed(0, CLIENT, CHANNEL, true, true, new Position(epoch, 0)));
	}

	private void unrecovered(String epoch, long offset) {
		this.events.add(new Event.Subscribed(0, CLIENT, CHANNEL, true, false, new Position(epoch, offset)));
	}

	private void delivered(long sequence, long offset) {
		delivered(CLIENT, sequence, offset);
	}

	private void delivered(String client, long sequence, long offset) {
		this.events.add(new Event.Delivered(0, client, CHANNEL, id(sequence), sequence, offset, null));
	}

}
