package io.github.realtimespring.benchmarks.gauge.node;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.observability.RefusalReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class BurdenExtensionTests {

	private final List<Integer> carried = new ArrayList<>();

	private final List<String> recorded = new ArrayList<>();

	private final RealtimeMetrics metrics = BurdenExtension.burdened(new RealtimeMetrics() {

		@Override
		public void messagesSent(String protocol, int count, long bytes) {
			BurdenExtensionTests.this.recorded.add(protocol + " " + count + " " + bytes);
		}

		@Override
		public void sessionRefused(RefusalReason reason) {
			throw new IllegalStateException(reason.tag());
		}

	}, new Burden() {

		@Override
		void carry(int messages) {
			BurdenExtensionTests.this.carried.add(messages);
		}

	});

	@Test
	void whenPublicationsAreSentThenEachIsABurden() {
		this.metrics.messagesSent("stomp", 3, 600);
		assertThat(this.carried).containsExactly(3);
		assertThat(this.recorded).containsExactly("stomp 3 600");
	}

	@Test
	void whenRepliesAreSentThenTheyAreNoBurden() {
		this.metrics.messagesSent("centrifuge", 2, 50);
		assertThat(this.carried).isEmpty();
		assertThat(this.recorded).containsExactly("centrifuge 2 50");
	}

	@Test
	void whenMetricsFailThenTheirExceptionIsPassedOn() {
		assertThatIllegalStateException().isThrownBy(() -> this.metrics.sessionRefused(RefusalReason.LIMIT))
			.withMessage("limit");
		assertThat(this.carried).isEmpty();
	}

	@Test
	void whenBurdenIsHeavierThenThreadWorksLonger() {
		Burden burden = new Burden();
		burden.set(1000);
		long heavy = cpuTime(burden);
		burden.set(0);
		assertThat(cpuTime(burden)).isLessThan(heavy);
	}

	private static long cpuTime(Burden burden) {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadCpuTime();
		burden.carry(100_000);
		return threads.getCurrentThreadCpuTime() - before;
	}

}
