package io.github.realtimespring.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import com.sun.management.OperatingSystemMXBean;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One workload against one server, on the calling thread.
 */
final class LoadRun implements Connection.Listener, AutoCloseable {

	/** A larger backlog of the accept queue would measure the kernel's retries. */
	private static final int DIALLING = 32;

	private static final int READ_BUFFER = 1 << 17;

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(120);

	private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration PROBE_INTERVAL = Duration.ofMillis(500);

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(20);

	private static final long MAX_LATENCY = TimeUnit.SECONDS.toMicros(60);

	private final Workload workload;

	private final Target target;

	private final ProtocolDriver driver;

	private final @Nullable Tokens tokens;

	private final Selector selector;

	private final byte[] buffer = new byte[READ_BUFFER];

	private final ProcessClock clock;

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final Histogram latencies = new Histogram(MAX_LATENCY, 3);

	private final List<Connection> subscribers = new ArrayList<>();

	private final List<Connection> publishers = new ArrayList<>();

	private final int[] members;

	private final int[] unprobed;

	/** Deliveries that are still to come, by channel and by sequence in a ring. */
	private final int[][] remaining;

	private final long[] published;

	/** Publications of each channel that all its subscribers have, without a gap. */
	private final long[] completed;

	private int ready;

	private int unprobedTotal;

	private long received;

	private long expected;

	private long bytes;

	private boolean publishing;

	private boolean connecting;

	private long readTime;

	private long windowStart = Long.MAX_VALUE;

	private long windowEnd = Long.MAX_VALUE;

	private long scheduleStart;

	private long scheduled;

	private String failure = "";

	LoadRun(Workload workload, Target target) throws IOException {
		this.workload = workload;
		this.target = target;
		this.driver = target.protocol().driver();
		this.tokens = target.jwtSecret().isEmpty() ? null : new Tokens(target.jwtSecret());
		this.selector = Selector.open();
		this.clock = new ProcessClock(target.pid());
		this.members = new int[workload.channels()];
		this.unprobed = new int[workload.channels()];
		this.published = new long[workload.channels()];
		this.completed = new long[workload.channels()];
		this.remaining = new int[workload.channels()][Math.max(1, workload.outstanding())];
	}

	/**
	 * Run the workload to its end.
	 * @param idle is asked, again and again, whether idle connections may go
	 */
	Measurement run(BooleanSupplier idle) throws IOException {
		if (this.workload.kind() == Workload.Kind.STORM) {
			return storm();
		}
		connect();
		probe();
		if (this.workload.kind() == Workload.Kind.IDLE) {
			return idle(idle);
		}
		return publications();
	}

	private void connect() throws IOException {
		int all = this.workload.subscribers() + this.workload.publishers();
		this.connecting = true;
		int dialled = 0;
		long deadline = System.nanoTime() + CONNECT_TIMEOUT.toNanos();
		while (this.ready < all && this.failure.isEmpty()) {
			while (dialled < all && dialled - this.ready < DIALLING) {
				dial(dialled++);
			}
			poll(deadline);
			if (System.nanoTime() > deadline) {
				this.failure = "Only " + this.ready + " of " + all + " connections were accepted";
			}
		}
		this.connecting = false;
	}

	private void dial(int number) throws IOException {
		boolean subscribes = number < this.workload.subscribers();
		int[] channels = subscribes ? this.workload.channels(number) : new int[0];
		String token = (this.tokens != null) ? this.tokens.token("user-" + number) : null;
		Connection connection = new Connection(this.selector, number, this.target, this.driver, token, channels, this);
		(subscribes ? this.subscribers : this.publishers).add(connection);
		for (int channel : channels) {
			this.members[channel]++;
			this.unprobed[channel]++;
			this.unprobedTotal++;
		}
	}

	/**
	 * Not every protocol confirms a subscription: publish until each one has delivered.
	 */
	private void probe() throws IOException {
		long deadline = System.nanoTime() + PROBE_TIMEOUT.toNanos();
		while (this.unprobedTotal > 0 && this.failure.isEmpty()) {
			for (int channel = 0; channel < this.unprobed.length; channel++) {
				if (this.unprobed[channel] > 0) {
					publisher(channel).send(this.driver.publish(channel,
							Payload.create(this.workload.payload(), true, channel, 0, System.nanoTime())));
				}
			}
			long again = System.nanoTime() + PROBE_INTERVAL.toNanos();
			while (this.unprobedTotal > 0 && this.failure.isEmpty() && System.nanoTime() < again) {
				poll(again);
			}
			if (System.nanoTime() > deadline) {
				this.failure = this.unprobedTotal + " subscriptions have delivered nothing";
			}
		}
	}

	private Measurement publications() throws IOException {
		long start = System.nanoTime();
		this.windowStart = start + this.workload.warmUp().toNanos();
		this.windowEnd = this.windowStart + this.workload.measured().toNanos();
		this.scheduleStart = start;
		this.publishing = this.failure.isEmpty();
		if (this.publishing && this.workload.kind() == Workload.Kind.SATURATED) {
			for (int i = 0; i < this.workload.outstanding(); i++) {
				for (int channel = 0; channel < this.published.length; channel++) {
					publish(channel, System.nanoTime());
				}
			}
		}
		pollUntil(this.windowStart);
		Reading before = new Reading();
		pollUntil(this.windowEnd);
		Reading after = new Reading();
		this.publishing = false;
		long deadline = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
		while (this.received < this.expected && this.failure.isEmpty() && System.nanoTime() < deadline) {
			poll(deadline);
		}
		return measurement(before, after, after.received - before.received);
	}

	private Measurement idle(BooleanSupplier idle) throws IOException {
		Reading before = new Reading();
		while (this.failure.isEmpty() && idle.getAsBoolean()) {
			poll(System.nanoTime() + PROBE_INTERVAL.toNanos());
		}
		return measurement(before, new Reading(), this.subscribers.size());
	}

	private Measurement storm() throws IOException {
		connect();
		closeAll();
		Reading before = new Reading();
		connect();
		return measurement(before, new Reading(), this.ready);
	}

	private Measurement measurement(Reading before, Reading after, long deliveries) {
		long lost = 0;
		long duplicated = 0;
		long reordered = 0;
		for (Connection subscriber : this.subscribers) {
			for (int i = 0; i < subscriber.subscriptions(); i++) {
				SequenceCheck check = subscriber.check(i);
				lost += check.missing(this.published[subscriber.channel(i)]);
				duplicated += check.duplicated();
				reordered += check.reordered();
			}
		}
		return new Measurement(deliveries, (after.time - before.time) / 1e9, after.cpu - before.cpu,
				after.generatorCpu - before.generatorCpu,
				(deliveries > 0) ? (double) (after.bytes - before.bytes) / deliveries : 0,
				this.latencies.getValueAtPercentile(50), this.latencies.getValueAtPercentile(99),
				this.latencies.getValueAtPercentile(99.9), lost, duplicated, reordered, this.failure);
	}

	private void pollUntil(long time) throws IOException {
		while (this.failure.isEmpty() && System.nanoTime() < time) {
			schedule(System.nanoTime());
			long next = (this.workload.kind() == Workload.Kind.RATE) ? Math.min(time, intendedTime()) : time;
			poll(next);
		}
	}

	private void poll(long until) throws IOException {
		long wait = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
		if (wait > 0) {
			this.selector.select(this::selected, wait);
		}
		else {
			this.selector.selectNow(this::selected);
		}
	}

	private void selected(SelectionKey key) {
		this.readTime = System.nanoTime();
		if (key.attachment() instanceof Connection connection && key.isValid()) {
			connection.selected(this.buffer);
		}
		// A round over thousands of sockets takes longer than a publication may wait.
		schedule(this.readTime);
	}

	private void schedule(long now) {
		while (this.publishing && this.workload.kind() == Workload.Kind.RATE && intendedTime() <= now
				&& now < this.windowEnd) {
			int channel = (int) (this.scheduled % this.published.length);
			publish(channel, intendedTime());
			this.scheduled++;
		}
	}

	private long intendedTime() {
		return this.scheduleStart + (long) (this.scheduled * (1e9 / this.workload.rate()));
	}

	private void publish(int channel, long intendedTime) {
		long sequence = this.published[channel]++;
		int[] ring = this.remaining[channel];
		ring[(int) (sequence % ring.length)] = this.members[channel];
		this.expected += this.members[channel];
		publisher(channel).send(this.driver.publish(channel,
				Payload.create(this.workload.payload(), false, channel, sequence, intendedTime)));
	}

	/**
	 * A channel keeps to one publisher: there is no order between two connections.
	 */
	private Connection publisher(int channel) {
		return this.publishers.get(channel % this.publishers.size());
	}

	@Override
	public void read(int bytes) {
		this.bytes += bytes;
	}

	@Override
	public void ready() {
		this.ready++;
	}

	@Override
	public void probed(int channel) {
		this.unprobed[channel]--;
		this.unprobedTotal--;
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
	public void failed(String reason) {
		if (this.failure.isEmpty()) {
			this.failure = (this.connecting ? "While connecting: " : "") + reason;
		}
	}

	private void closeAll() throws IOException {
		this.subscribers.forEach(Connection::close);
		this.publishers.forEach(Connection::close);
		this.subscribers.clear();
		this.publishers.clear();
		this.ready = 0;
		// Closed channels leave the selector with its next selection.
		this.selector.selectNow();
	}

	@Override
	public void close() throws IOException {
		closeAll();
		this.selector.close();
	}

	/** The counters at one moment. */
	private final class Reading {

		private final long time = System.nanoTime();

		private final double cpu = LoadRun.this.clock.seconds();

		private final double generatorCpu = LoadRun.this.system.getProcessCpuTime() / 1e9;

		private final long received = LoadRun.this.received;

		private final long bytes = LoadRun.this.bytes;

	}

}
