package io.github.realtimespring.internal.relay.redis.link;

import java.util.ArrayList;
import java.util.List;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.observability.RealtimeMetrics;

import static org.assertj.core.api.Assertions.assertThat;

class CommandErrorReporterTests {

	private static final long BEGIN = Long.MAX_VALUE - 1000;

	private final List<String> counted = new ArrayList<>();

	private final CommandErrorReporter refused = new CommandErrorReporter(new RealtimeMetrics() {

		@Override
		public void relayCommandRejected(String reason) {
			CommandErrorReporterTests.this.counted.add(reason);
		}

	}, LogFactory.getLog(CommandErrorReporterTests.class));

	@Test
	void whenNothingWasRejectedThenNothingIsReported() {
		assertThat(this.refused.recent(BEGIN)).isNull();
		assertThat(this.refused.log(BEGIN)).isZero();
	}

	@Test
	void theLatestErrorOfEachKindIsRecentForAMinute() {
		this.refused.add("EVALSHA", "OOM first", BEGIN);
		this.refused.add("EVALSHA", "OOM second", BEGIN);
		this.refused.add("SUBSCRIBE", "NOPERM", BEGIN + 1);
		assertThat(this.refused.recent(BEGIN + CommandErrorReporter.INTERVAL_NANOS - 1))
			.isEqualTo("NOPERM (SUBSCRIBE); OOM second (EVALSHA)");
		assertThat(this.refused.recent(BEGIN + CommandErrorReporter.INTERVAL_NANOS)).isEqualTo("NOPERM (SUBSCRIBE)");
		assertThat(this.refused.recent(BEGIN + CommandErrorReporter.INTERVAL_NANOS + 1)).isNull();
	}

	@Test
	void theFirstErrorOfEachKindIsLoggedAtOnceAndOthersOnceAMinute() {
		this.refused.add("EVALSHA", "OOM", BEGIN);
		assertThat(this.refused.log(BEGIN)).isOne();
		this.refused.add("EVALSHA", "OOM", BEGIN + 1);
		assertThat(this.refused.log(BEGIN + 1)).isZero();
		this.refused.add("PUBLISH", "OOM", BEGIN + 1);
		assertThat(this.refused.log(BEGIN + 1)).isOne();
		assertThat(this.refused.log(BEGIN + CommandErrorReporter.INTERVAL_NANOS)).isOne();
		assertThat(this.refused.log(BEGIN + 2 * CommandErrorReporter.INTERVAL_NANOS)).isZero();
	}

	@Test
	void errorsAreCountedByTheirCode() {
		this.refused.add("connect", "WRONGPASS invalid username-password pair", BEGIN);
		this.refused.add("EVALSHA", "ERR ACL failure in script", BEGIN);
		assertThat(this.counted).containsExactly("wrongpass", "other");
	}

	@Test
	void theWordsOfRedisAreFoundInAnyCauseAndOnlyThere() {
		RedisException failure = new RedisException("Unable to connect");
		failure.addSuppressed(new RedisException("Unable to connect", new RedisCommandExecutionException("NOAUTH")));
		assertThat(CommandErrorReporter.reason(new IllegalStateException(failure))).isEqualTo("NOAUTH");
		assertThat(CommandErrorReporter.reason(new IllegalStateException("lost"))).isNull();
	}

}
