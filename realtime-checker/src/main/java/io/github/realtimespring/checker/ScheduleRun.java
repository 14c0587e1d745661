package io.github.realtimespring.checker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.checker.client.Client;
import io.github.realtimespring.checker.client.SocketClient;
import io.github.realtimespring.checker.cluster.Edge;
import io.github.realtimespring.checker.cluster.Fault;
import io.github.realtimespring.checker.history.Event;
import io.github.realtimespring.checker.history.History;
import io.github.realtimespring.checker.history.Rules;
import io.github.realtimespring.checker.history.Verifier;
import io.github.realtimespring.checker.history.Violation;
import io.github.realtimespring.checker.load.Publisher;
import io.github.realtimespring.checker.measure.Gauges;
import io.github.realtimespring.checker.measure.HeapWatch;
import io.github.realtimespring.checker.node.TenantChannels;

/**
 * Lets a schedule happen: clients subscribe, publishers publish, things go wrong and are
 * right again; then everybody has to get something new soon, and the same last one.
 */
final class ScheduleRun {

	/** A client that was away begins to connect. */
	static final String COMES_BACK = "comes back";

	/** Publishers whose publications show that everything works again. */
	private static final String MARKER = "marker";

	private static final String LAST = "last";

	private static final int MARKER_MILLIS = 200;

	/** So many clients connect at once, and as many milliseconds later the next ones. */
	private static final int GROUP = 100;

	private static final long PATIENCE_MILLIS = 30_000;

	private static final long LIVENESS_MILLIS = 5_000;

	private final Edge edge;

	private final Schedule schedule;

	private final ClientFactory clients;

	/** How much slower than a usual machine this one may be. */
	private final int slowness;

	private final History history = new History();

	private final Watch watch = new Watch(this.history);

	private final Map<ClientSpec, Client> running = new LinkedHashMap<>();

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "schedule");
		thread.setDaemon(true);
		return thread;
	});

	/** How long each part took, for who wants to make it faster. */
	private final StringJoiner phases = new StringJoiner(", ");

	private long phaseStart;

	private @Nullable HeapWatch heap;

	ScheduleRun(Edge edge, Schedule schedule, ClientFactory clients, int slowness) {
		this.edge = edge;
		this.schedule = schedule;
		this.clients = clients;
		this.slowness = slowness;
	}

	/**
	 * Let all clients be away while things happen.
	 * @param watching watches the nodes when they come back
	 */
	ScheduleRun away(HeapWatch watching) {
		this.heap = watching;
		return this;
	}

	/**
	 * Run.
	 * @param topology in the outcome
	 */
	Outcome run(String topology) throws IOException, InterruptedException {
		long start = System.nanoTime();
		this.phaseStart = start;
		try {
			connect();
			ended("connect");
			if (this.heap != null) {
				this.running.values().forEach(ScheduleRun::leave);
			}
			happen();
			if (this.heap != null) {
				this.heap.start();
				this.schedule.clients().forEach((spec) -> this.history.remark(spec.name(), COMES_BACK));
				this.running.values().forEach(Client::start);
			}
			settle();
			ended("settle");
		}
		finally {
			this.running.values().forEach(Client::close);
			this.threads.shutdownNow();
			if (this.heap != null) {
				this.heap.stop();
			}
		}
		Gauges.check(this.edge.nodes(), this.slowness * LIVENESS_MILLIS, this.history);
		ended("gauges");
		List<Event> events = this.history.close();
		Rules rules = new Rules(ScheduleRun::window, this.schedule.losesData(), this.schedule.changesServer(),
				Duration.ofMillis(this.slowness * LIVENESS_MILLIS));
		List<Violation> violations = Verifier.verify(events, rules);
		ended("verify");
		return new Outcome(this.schedule, topology, events, violations,
				TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), this.phases.toString());
	}

	private void ended(String phase) {
		long now = System.nanoTime();
		this.phases.add(phase + " " + TimeUnit.NANOSECONDS.toMillis(now - this.phaseStart));
		this.phaseStart = now;
	}

	/** As the nodes are configured, and what the server recovers at most. */
	private static long window(String channel) {
		return TenantChannels.withoutTenant(channel).startsWith(Schedule.SMALL) ? ChaosOptions.SMALL_HISTORY
				: ChaosOptions.MAX_RECOVERED;
	}

	private static void leave(Client client) {
		if (client instanceof SocketClient own) {
			own.leave();
		}
	}

	private void connect() throws IOException, InterruptedException {
		int subscriptions = 0;
		for (ClientSpec spec : this.schedule.clients()) {
			Client client = this.clients.create(spec, this.edge.port(), this.history, this.schedule.seed());
			this.running.put(spec, client);
			spec.channels().forEach(client::subscribe);
			client.start();
			if (this.running.size() % GROUP == 0) {
				TimeUnit.MILLISECONDS.sleep(GROUP);
			}
			subscriptions += spec.channels().size();
		}
		int expected = subscriptions;
		if (!this.watch.await(PATIENCE_MILLIS, () -> this.watch.subscriptions() == expected)) {
			throw new IOException("Only " + this.watch.subscriptions() + " of " + expected + " are subscribed");
		}
	}

	private void happen() throws IOException, InterruptedException {
		long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(this.schedule.millis() + PATIENCE_MILLIS);
		List<Future<?>> under = new ArrayList<>();
		for (int i = 0; i < this.schedule.publishers(); i++) {
			Publisher publisher = new Publisher(this.edge, this.history, "p" + i, this.schedule.seed() * 31 + i);
			under.add(this.threads.submit(() -> {
				publisher.run(this.schedule.channels(), this.schedule.publications(), this.schedule.millis(), until);
				return null;
			}));
		}
		for (Fault fault : this.schedule.faults()) {
			under.add(this.threads.submit(() -> {
				strike(fault);
				return null;
			}));
		}
		under.add(this.threads.submit(() -> {
			move();
			return null;
		}));
		for (int i = 0; i < under.size(); i++) {
			await(under.get(i));
			if (i == this.schedule.publishers() - 1) {
				ended("publish");
			}
		}
		ended("faults");
		this.edge.heal();
		ended("heal");
		this.history.add(Event.Healed::new);
	}

	private static void await(Future<?> future) throws IOException, InterruptedException {
		try {
			future.get();
		}
		catch (ExecutionException ex) {
			throw new IOException("The schedule can't go on: " + ex.getCause(), ex.getCause());
		}
	}

	private void strike(Fault fault) throws IOException, InterruptedException {
		TimeUnit.MILLISECONDS.sleep(fault.startMillis());
		this.history.remark("", "begin: " + fault);
		this.edge.begin(fault);
		TimeUnit.MILLISECONDS.sleep(fault.durationMillis());
		this.history.remark("", "end: " + fault);
		this.edge.end(fault);
		this.history.remark("", "ended: " + fault);
	}

	/**
	 * Some clients leave a channel, some of them come back.
	 */
	private void move() throws InterruptedException {
		record Move(int millis, ClientSpec spec, boolean leaves) {
		}
		List<Move> moves = new ArrayList<>();
		for (ClientSpec spec : this.schedule.clients()) {
			if (spec.leavesAfterMillis() >= 0) {
				moves.add(new Move(spec.leavesAfterMillis(), spec, true));
			}
			if (spec.returnsAfterMillis() >= 0) {
				moves.add(new Move(spec.returnsAfterMillis(), spec, false));
			}
		}
		moves.sort(Comparator.comparingInt(Move::millis));
		long start = System.nanoTime();
		for (Move move : moves) {
			TimeUnit.NANOSECONDS.sleep(start + TimeUnit.MILLISECONDS.toNanos(move.millis()) - System.nanoTime());
			Client client = this.running.get(move.spec());
			if (client != null && move.leaves()) {
				client.unsubscribe(move.spec().channels().get(0));
			}
			else if (client != null) {
				client.subscribe(move.spec().channels().get(0));
			}
		}
	}

	/**
	 * Publish until everybody gets something, then one last publication for everybody.
	 */
	private void settle() throws InterruptedException {
		long bound = 2 * this.slowness * LIVENESS_MILLIS;
		long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(bound);
		boolean alive = false;
		Publisher marker = new Publisher(this.edge, this.history, MARKER, this.schedule.seed());
		while (!alive && System.nanoTime() < until) {
			for (String channel : this.schedule.channels()) {
				marker.publish(channel, until);
			}
			alive = this.watch.await(MARKER_MILLIS, this.watch::allAlive);
		}
		Publisher last = new Publisher(this.edge, this.history, LAST, this.schedule.seed());
		for (String channel : this.schedule.channels()) {
			last.publish(channel, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(bound));
		}
		this.watch.await(bound,
				() -> this.schedule.channels().stream().allMatch((channel) -> this.watch.hasReached(channel, LAST)));
	}

}
