package io.github.realtimespring.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import com.sun.management.OperatingSystemMXBean;
import org.HdrHistogram.Histogram;

import io.github.realtimespring.benchmarks.load.counter.Allocation;
import io.github.realtimespring.benchmarks.load.counter.KernelCounters;
import io.github.realtimespring.benchmarks.load.counter.ProcessClock;
import io.github.realtimespring.benchmarks.load.protocol.Connection;
import io.github.realtimespring.benchmarks.load.protocol.Payload;
import io.github.realtimespring.benchmarks.load.protocol.SequenceCheck;

/**
 * One workload against one server, on the calling thread.
 */
final class LoadRun implements Clients.Deliveries, AutoCloseable {

	private static final Duration PROBE_INTERVAL = Duration.ofMillis(500);

	private static final Duration CHURN_PROBE_INTERVAL = Duration.ofMillis(20);

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(20);

	private static final long MAX_LATENCY = TimeUnit.SECONDS.toMicros(60);

	/** A prime: neighbours in time are no neighbours in memory. */
	private static final long STRIDE = 7919;

	private final Workload workload;

	private final Clients clients;

	private final ProcessClock clock;

	private final KernelCounters kernel;

	private final Allocation allocation;

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final Histogram latencies = new Histogram(MAX_LATENCY, 3);

	/** Deliveries that are still to come, by channel and by sequence in a ring. */
	private final int[][] remaining;

	private final long[] published;

	/** Publications of each channel that all its subscribers have, without a gap. */
	private final long[] completed;

	private long received;

	private long expected;

	private boolean publishing;

	private long readTime;

	private long windowStart = Long.MAX_VALUE;

	private long windowEnd = Long.MAX_VALUE;

	private long scheduleStart;

	private long scheduled;

	LoadRun(Workload workload, Target target) throws IOException {
		this.workload = workload;
		this.clock = new ProcessClock(target.pids());
		this.kernel = new KernelCounters(target.pids());
		this.allocation = Allocation.of(workload.kind().delivers() ? target.jvms() : null);
		this.published = new long[workload.connections().channels()];
		this.completed = new long[workload.connections().channels()];
		this.remaining = new int[workload.connections().channels()][Math.max(1, workload.publications().outstanding())];
		this.clients = new Clients(workload, target, this);
	}

	/**
	 * Run the workload to its end.
	 * @param idle is asked, again and again, whether idle connections may go
	 */
	Measurement run(BooleanSupplier idle) throws IOException {
		if (this.workload.kind().connects()) {
			return storm();
		}
		this.clients.connect();
		this.clients.probe(PROBE_INTERVAL);
		return switch (this.workload.kind()) {
			case IDLE -> idle(idle);
			case CHURN -> churn();
			default -> publications();
		};
	}

	private Measurement publications() throws IOException {
		startWindow();
		this.scheduleStart = System.nanoTime();
		this.publishing = this.clients.works();
		if (this.publishing && this.workload.kind() == Workload.Kind.SATURATED) {
			for (int i = 0; i < this.workload.publications().outstanding(); i++) {
				for (int channel = 0; channel < this.published.length; channel++) {
					publish(channel, System.nanoTime());
				}
			}
		}
		pollUntil(this.windowStart);
		this.allocation.start();
		Reading before = new Reading(this.received);
		pollUntil(this.windowEnd);
		Reading after = new Reading(this.received);
		this.allocation.end();
		this.publishing = false;
		long deadline = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
		while (this.received < this.expected && this.clients.works() && System.nanoTime() < deadline) {
			this.clients.poll(deadline);
		}
		return measurement(before, after);
	}

	private void startWindow() {
		this.windowStart = System.nanoTime() + this.workload.warmUp().toNanos();
		this.windowEnd = this.windowStart + this.workload.measured().toNanos();
	}

	private Measurement churn() throws IOException {
		startWindow();
		int cycles = churn(0, this.windowStart);
		Reading before = new Reading(0);
		int more = churn(cycles, this.windowEnd) - cycles;
		Reading after = new Reading((long) more * this.workload.connections().subscribers());
		this.clients.probeAgain(PROBE_INTERVAL);
		return measurement(before, after);
	}

	private int churn(int cycles, long until) throws IOException {
		int cycle = cycles;
		while (this.clients.works() && System.nanoTime() < until) {
			this.clients.resubscribe(++cycle, CHURN_PROBE_INTERVAL);
		}
		return cycle;
	}

	private Measurement idle(BooleanSupplier idle) throws IOException {
		Reading before = new Reading(0);
		while (this.clients.works() && idle.getAsBoolean()) {
			this.clients.poll(System.nanoTime() + PROBE_INTERVAL.toNanos());
		}
		return measurement(before, new Reading(this.workload.connections().subscribers()));
	}

	private Measurement storm() throws IOException {
		this.clients.connect();
		this.clients.closeAll();
		Reading before = new Reading(0);
		this.clients.connect();
		return measurement(before, new Reading(this.clients.ready()));
	}

	private Measurement measurement(Reading before, Reading after) throws IOException {
		long lost = 0;
		long duplicated = 0;
		long reordered = 0;
		for (Connection subscriber : this.clients.subscribers()) {
			for (int i = 0; i < subscriber.subscriptions(); i++) {
				SequenceCheck check = subscriber.check(i);
				lost += check.missing(this.published[subscriber.channel(i)]);
				duplicated += check.duplicated();
				reordered += check.reordered();
			}
		}
		long units = after.units - before.units;
		double allocated = this.allocation.bytes();
		Measurement.Cost cost = new Measurement.Cost(after.cpu - before.cpu, after.generatorCpu - before.generatorCpu,
				(units > 0) ? (double) (after.bytes - before.bytes) / units : 0,
				(units > 0 && allocated >= 0) ? allocated / units : -1, after.kernel.since(before.kernel));
		return new Measurement(units, (after.time - before.time) / 1e9, cost, latency(),
				new Measurement.Checks(lost, duplicated, reordered), this.clients.failure());
	}

	private Measurement.Latency latency() {
		return new Measurement.Latency(this.latencies.getValueAtPercentile(50), this.latencies.getValueAtPercentile(99),
				this.latencies.getValueAtPercentile(99.9));
	}

	private void pollUntil(long time) throws IOException {
		while (this.clients.works() && System.nanoTime() < time) {
			schedule(System.nanoTime());
			long next = (this.workload.kind() == Workload.Kind.RATE) ? Math.min(time, intendedTime()) : time;
			this.clients.poll(next);
		}
	}

	private void schedule(long now) {
		while (this.publishing && this.workload.kind() == Workload.Kind.RATE && intendedTime() <= now
				&& now < this.windowEnd) {
			int channel = (int) (this.scheduled * STRIDE % this.published.length);
			publish(channel, intendedTime());
			this.scheduled++;
		}
	}

	private long intendedTime() {
		return this.scheduleStart + (long) (this.scheduled * (1e9 / this.workload.publications().rate()));
	}

	private void publish(int channel, long intendedTime) {
		long sequence = this.published[channel]++;
		int[] ring = this.remaining[channel];
		int members = this.clients.members(channel);
		ring[(int) (sequence % ring.length)] = members;
		this.expected += members;
		this.clients.publish(channel,
				Payload.create(this.workload.publications().payload(), false, channel, sequence, intendedTime));
	}

	@Override
	public void reading(long now) {
		this.readTime = now;
	}

	@Override
	public void read(long now) {
		schedule(now);
	}

	@Override
	public void delivered(int channel, long sequence, long intendedTime) {
		this.received++;
		if (intendedTime >= this.windowStart && intendedTime < this.windowEnd) {
			long latency = TimeUnit.NANOSECONDS.toMicros(this.readTime - intendedTime);
			this.latencies.recordValue(Math.min(Math.max(latency, 0), MAX_LATENCY));
		}
		if (this.workload.kind() == Workload.Kind.SATURATED) {
			int[] ring = this.remaining[channel];
			if (--ring[(int) (sequence % ring.length)] == 0) {
				refill(channel, ring);
			}
		}
	}

	/**
	 * Publish as many as the oldest ones have made room for: where order isn't kept, a
	 * later one may have arrived before them.
	 */
	private void refill(int channel, int[] ring) {
		while (this.completed[channel] < this.published[channel]
				&& ring[(int) (this.completed[channel] % ring.length)] == 0) {
			this.completed[channel]++;
			if (this.publishing && this.readTime < this.windowEnd) {
				publish(channel, System.nanoTime());
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.allocation.close();
		this.clients.close();
	}

	/** The counters at one moment. */
	private final class Reading {

		private final long time = System.nanoTime();

		private final double cpu = LoadRun.this.clock.seconds();

		private final KernelCounters.Snapshot kernel = LoadRun.this.kernel.snapshot();

		private final double generatorCpu = LoadRun.this.system.getProcessCpuTime() / 1e9;

		private final long bytes = LoadRun.this.clients.bytes();

		private final long units;

		private Reading(long units) {
			this.units = units;
		}

	}

}
