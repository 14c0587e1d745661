package io.github.realtimespring.observability;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.junit.jupiter.api.Test;
import org.mockito.invocation.InvocationOnMock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class LimitedLogTests {

	private final List<String> lines = new ArrayList<>();

	private final AtomicLong now = new AtomicLong();

	private final Log log = new LimitedLog(mock(Log.class, this::record), 10, this.now::get);

	@Test
	void ofEachKindSomeLinesAreWrittenAndTheOthersAreCounted() {
		for (int i = 0; i < 1000; i++) {
			this.log.info("Refused a frame in session " + i);
			this.log.error("Refused a frame in session " + i);
		}
		this.log.info("Closing session 1");
		assertThat(this.lines).hasSize(21).contains("Closing session 1");
		pass(10);
		assertThat(this.lines).hasSize(23)
			.filteredOn((line) -> line.startsWith("Left out"))
			.containsOnly("Left out 990 more lines like 'Refused a fr...' in the last 10 s");
		this.log.info("Refused a frame in session 1");
		assertThat(this.lines).hasSize(24);
	}

	@Test
	void theNextLineReportsWhatWasLeftOutBefore() {
		for (int i = 0; i < 11; i++) {
			this.log.warn("A token can't be verified");
		}
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10));
		this.log.warn("A token can't be verified");
		assertThat(this.lines).hasSize(12)
			.endsWith("Left out 1 more lines like 'A token can'...' in the last 10 s", "A token can't be verified");
	}

	@Test
	void whatIsNotOverIsNotReportedYet() {
		for (int i = 0; i < 20; i++) {
			this.log.info("Closing session");
		}
		pass(9);
		assertThat(this.lines).hasSize(10);
		pass(1);
		assertThat(this.lines).hasSize(11);
		pass(10);
		assertThat(this.lines).hasSize(11);
	}

	@Test
	void clientsCannotForgeLines() {
		this.log.info("Refused a frame: \r\n2026-01-01 ERROR all is lost\u001b[31m\u2028\u202e");
		assertThat(this.lines)
			.containsExactly("Refused a frame: \\u000d\\u000a2026-01-01 ERROR all is lost\\u001b[31m\\u2028\\u202e");
		this.log.info("Grüße 🙂");
		assertThat(this.lines).contains("Grüße 🙂");
	}

	@Test
	void kindsThatClientsInventAreBounded() {
		for (int i = 0; i < 10_000; i++) {
			this.log.info(i + " is how this line begins");
		}
		assertThat(this.lines).hasSizeLessThan(50);
	}

	private void pass(long seconds) {
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
		LimitedLog.reportOmissions();
	}

	private Object record(InvocationOnMock invocation) {
		if (invocation.getMethod().getName().startsWith("is")) {
			return true;
		}
		return this.lines.add(invocation.getArgument(0)) ? null : invocation;
	}

}
