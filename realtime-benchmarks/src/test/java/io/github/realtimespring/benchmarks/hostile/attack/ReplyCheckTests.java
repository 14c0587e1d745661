package io.github.realtimespring.benchmarks.hostile.attack;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.hostile.attack.AttackCounts.Snapshot;

import static org.assertj.core.api.Assertions.assertThat;

class ReplyCheckTests {

	private final AttackCounts counts = new AttackCounts();

	private final ReplyCheck check = new ReplyCheck(17, this.counts);

	@Test
	void whenRepliesAreItsOwnThenNoneIsForeign() {
		assertThat(message("""
				{"id":1017000,"rpc":{"data":{"from":"hostile-0017"}}}
				{"push":{"channel":"a","pub":{"data":{"from":"hostile-0001"}}}}
				{"id":1017999,"history":{"publications":[{"data":{"from":"hostile-0001"}}]}}""")).isEqualTo(2);
		message("MESSAGE\nmessage-id:1\nsubscription:hostile-0017-3\n\n{\"from\":\"hostile-0001\"}\0");
		pong("hostile-0017\0\0");
		assertThat(snapshot()).isEqualTo(new Snapshot(0, 0, 0, 4, 0, 0, 0));
	}

	@Test
	void whenSomethingIsAnotherConnectionsThenItIsForeign() {
		message("{\"id\":1016001,\"rpc\":{\"data\":{}}}");
		message("{\"id\":1017001,\"rpc\":{\"data\":{\"from\":\"hostile-0016\"}}}");
		message("MESSAGE\nsubscription:hostile-0016-1\n\n{}\0\nMESSAGE\nmessage-id:1\n\n{}\0");
		pong("hostile-0016");
		assertThat(snapshot().foreign()).isEqualTo(5);
	}

	@Test
	void whenRepliesAreErrorsThenTheyAreCounted() {
		assertThat(message("{\"id\":1017001,\"error\":{\"code\":108}}")).isEqualTo(1);
		message("ERROR\nmessage:no\n\n\0");
		assertThat(snapshot().errors()).isEqualTo(2);
		assertThat(snapshot().foreign()).isZero();
	}

	@Test
	void whenConnectIsRefusedThenClientIsNotConnected() {
		assertThat(isConnected("{\"id\":1017999,\"connect\":{}}")).isTrue();
		assertThat(isConnected("CONNECTED\nversion:1.2\n\n\0")).isTrue();
		assertThat(isConnected("{\"id\":1017999,\"error\":{\"code\":101}}")).isFalse();
		assertThat(isConnected("ERROR\n\n\0")).isFalse();
	}

	@Test
	void whenServerPingsThenThatIsNoticed() {
		assertThat(isPing("{}")).isTrue();
		assertThat(isPing("{\"id\":1,\"publish\":{}}\n{}")).isTrue();
		assertThat(isPing("{\"id\":1,\"publish\":{}}")).isFalse();
		assertThat(isPing("{\"a\":{}")).isFalse();
	}

	private int message(String text) {
		return this.check.message(bytes(text), 0, text.length());
	}

	private void pong(String payload) {
		this.check.pong(bytes(payload), 0, payload.length());
	}

	private boolean isConnected(String text) {
		return this.check.isConnected(bytes(text), 0, text.length());
	}

	private boolean isPing(String text) {
		return this.check.isPing(bytes(text), 0, text.length());
	}

	private Snapshot snapshot() {
		return Snapshot.parse(this.counts.line(0));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
