package io.github.realtimespring.benchmarks.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.benchmarks.hostile.HostileOptions.TokenUse;
import io.github.realtimespring.benchmarks.hostile.HostileOptions.Trial;

/**
 * One attack on a fresh server, from its start to its end.
 */
final class HostileRun {

	private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(30);

	private static final int LOOK_MILLIS = 50;

	private final HostileOptions options;

	private final Trial trial;

	private final List<String> remarks = new ArrayList<>();

	private AttackCounts.Snapshot before = AttackCounts.Snapshot.NONE;

	private AttackCounts.Snapshot after = AttackCounts.Snapshot.NONE;

	private AttackCounts.Snapshot end = AttackCounts.Snapshot.NONE;

	private long from;

	private long to;

	HostileRun(HostileOptions options, Trial trial) {
		this.options = options;
		this.trial = trial;
	}

	/**
	 * Run it.
	 * @param classPath the server
	 */
	Outcome run(String classPath) throws IOException, InterruptedException {
		try (HostileServer server = HostileServer.start(this.trial.toString(), classPath, this.options);
				Neighbours neighbours = new Neighbours(server.port(), server.secret());
				Probe probe = new Probe(server.port())) {
			neighbours.start();
			probe.start();
			// Without it the attack would meet code that was never compiled
			TimeUnit.NANOSECONDS.sleep(this.options.warmUp().toNanos());
			RedisFigures redis = server.redis();
			long heap = server.heap();
			attack(server);
			long left = server.awaitSessions(Neighbours.SESSIONS);
			probe.stop();
			neighbours.stop();
			long heapAfter = server.isAlive() ? server.heap() : -1;
			remark(server, neighbours, left, redis);
			return new Outcome(this.trial, this.after.requests() - this.before.requests(),
					probe.latencies().between(this.from, this.to), probe.failures(this.from, this.to),
					neighbours.latencies().between(this.from, this.to), neighbours.lost(), neighbours.doubled(),
					this.end.foreign(), server.outOfMemory(), heap, heapAfter, defect(server, neighbours, left),
					this.remarks);
		}
	}

	private void attack(HostileServer server) throws IOException, InterruptedException {
		if (this.trial.attack() == Attack.NONE) {
			measure(null);
			return;
		}
		String secret = (this.trial.token() == TokenUse.CONNECTED) ? server.secret() : "";
		try (AttackProcess attackers = new AttackProcess(this.trial.attack(), server.port(), secret,
				this.options.work().resolve(this.trial + "-attackers.log"))) {
			awaitConnections(attackers);
			TimeUnit.NANOSECONDS.sleep(this.options.warmUp().toNanos());
			this.before = attackers.count();
			measure(attackers);
			this.end = attackers.stop();
		}
	}

	private void awaitConnections(AttackProcess attackers) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + CONNECT_NANOS;
		AttackCounts.Snapshot counts = attackers.count();
		while (counts.attacking() + counts.closed() < this.trial.attack().connections()
				&& System.nanoTime() < deadline) {
			TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
			counts = attackers.count();
		}
		if (counts.attacking() + counts.closed() == 0) {
			throw new IOException("No attacker can connect: see the log in " + this.options.work());
		}
	}

	private void measure(@Nullable AttackProcess attackers) throws IOException, InterruptedException {
		this.from = System.nanoTime();
		TimeUnit.SECONDS.sleep(this.options.seconds());
		this.to = System.nanoTime();
		if (attackers != null) {
			this.after = attackers.count();
		}
	}

	private void remark(HostileServer server, Neighbours neighbours, long left, @Nullable RedisFigures redis)
			throws IOException {
		remark(this.after.closed() - this.before.closed(), "attackers closed");
		remark(this.after.refused() - this.before.refused(), "attackers refused");
		remark(this.end.replies(), "replies read");
		remark(this.end.errors(), "of them errors");
		remark(neighbours.refused(), "publications refused");
		remark(neighbours.unanswered(), "publications unanswered");
		remark(left, "sessions left");
		RedisFigures now = server.redis();
		if (redis != null && now != null) {
			this.remarks.add("Redis: " + redis + " -> " + now);
		}
	}

	private void remark(long count, String what) {
		if (count > 0) {
			this.remarks.add(count + " " + what);
		}
	}

	private static String defect(HostileServer server, Neighbours neighbours, long left) {
		if (!server.isAlive()) {
			return "the server has ended";
		}
		return (neighbours.closed() > 0) ? neighbours.closed() + " honest clients closed" : "";
	}

}
