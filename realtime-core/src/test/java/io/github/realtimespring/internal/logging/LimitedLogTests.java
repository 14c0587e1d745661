package io.github.realtimespring.internal.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.junit.jupiter.api.Test;
import org.mockito.invocation.InvocationOnMock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.mockito.Mockito.mock;

class LimitedLogTests {

	private final List<String> lines = new ArrayList<>();

	private final List<Throwable> failures = new ArrayList<>();

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

	/**
	 * As many logs that some of them meet in the set, whatever their hash codes.
	 */
	@Test
	void logsWhoseIntervalIsNotOverAreVisitedOnce() {
		Log target = mock(Log.class, this::record);
		for (int i = 0; i < 1000; i++) {
			Log other = new LimitedLog(target, 1, this.now::get);
			other.info("Closing session");
			other.info("Closing session");
		}
		assertTimeoutPreemptively(Duration.ofMinutes(1), LimitedLog::reportOmissions);
		assertThat(this.lines).hasSize(1000);
		pass(10);
		assertThat(this.lines).hasSize(2000);
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
	void clientsCannotForgeLinesThroughExceptions() {
		IllegalStateException cause = new IllegalStateException("bad\n2026-01-01 ERROR all is lost");
		IllegalArgumentException failure = new IllegalArgumentException("outer", cause);
		failure.addSuppressed(new IllegalStateException("x\u001b[31m"));
		for (Runnable line : List.<Runnable>of(() -> this.log.error("A command failed", failure),
				() -> this.log.warn("A command failed", failure), () -> this.log.info("A command failed", failure),
				() -> this.log.debug("A command failed", failure), () -> this.log.trace("A command failed", failure))) {
			this.failures.clear();
			line.run();
			StringWriter printed = new StringWriter();
			this.failures.get(0).printStackTrace(new PrintWriter(printed));
			assertThat(printed.toString().lines()).startsWith("java.lang.IllegalArgumentException: outer")
				.contains("Caused by: java.lang.IllegalStateException: bad\\u000a2026-01-01 ERROR all is lost",
						"\tSuppressed: java.lang.IllegalStateException: x\\u001b[31m");
			assertThat(this.failures.get(0).getStackTrace()).isEqualTo(failure.getStackTrace());
			assertThat(this.failures.get(0).getCause().getStackTrace()).isEqualTo(cause.getStackTrace());
		}
	}

	@Test
	void longTextsAreShortened() {
		IllegalStateException failure = new IllegalStateException("x".repeat(60_000));
		this.log.error("y".repeat(60_000), failure);
		assertThat(this.lines.get(0)).hasSize(2051).endsWith("y...");
		assertThat(this.failures.get(0)).hasMessageStartingWith("java.lang.IllegalStateException: x");
		assertThat(this.failures.get(0).getMessage()).hasSize(2051).endsWith("x...");
	}

	@Test
	void otherExceptionsAreLoggedAsTheyAre() {
		IllegalStateException failure = new IllegalStateException("Grüße", new IllegalStateException());
		this.log.error("A command failed", failure);
		assertThat(this.failures.get(0)).isSameAs(failure);
	}

	@Test
	void chainsOfCausesWithoutEndAreCutOff() {
		IllegalStateException first = new IllegalStateException("first");
		first.initCause(new IllegalStateException("second", first));
		this.log.error("A command failed", first);
		int length = 0;
		for (Throwable next = this.failures.get(0); next != null && length < 100; next = next.getCause()) {
			length++;
		}
		assertThat(length).isEqualTo(17);
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
		if (invocation.getArguments().length == 2 && invocation.getArgument(1) != null) {
			this.failures.add(invocation.getArgument(1));
		}
		return this.lines.add(invocation.getArgument(0)) ? null : invocation;
	}

}
