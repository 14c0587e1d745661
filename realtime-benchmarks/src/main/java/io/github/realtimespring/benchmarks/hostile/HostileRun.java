package io.github.realtimespring.benchmarks.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.benchmarks.hostile.HostileOptions.TokenUse;
import io.github.realtimespring.benchmarks.hostile.HostileOptions.Trial;
import io.github.realtimespring.benchmarks.hostile.attack.AttackCounts;
import io.github.realtimespring.benchmarks.hostile.attack.AttackProcess;
import io.github.realtimespring.benchmarks.hostile.script.Attack;

/**
 * One attack on a fresh server, from its start to its end.
 */
final class HostileRun {

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
			TimeUnit.NANOSECONDS.sleep(this.options.settling().toNanos());
			RedisFigures redis = server.redis();
			long heap = server.heap();
			attack(server);
			long left = server.awaitSessions(Neighbours.SESSIONS);
			probe.stop();
			neighbours.stop();
			long heapAfter = server.isAlive() ? server.heap() : -1;
			remark(server, neighbours, left, redis);
			return new Outcome(this.trial,
					new Outcome.Attackers(this.after.requests() - this.before.requests(), this.end.foreign()),
					new Outcome.ProbeRequests(probe.latencies().between(this.from, this.to),
							probe.failures(this.from, this.to)),
					new Outcome.Deliveries(neighbours.latencies().between(this.from, this.to), neighbours.lost(),
							neighbours.doubled()),
					new Outcome.Memory(server.outOfMemory(), heap, heapAfter), defect(server, neighbours),
					this.remarks);
		}
	}

	/**
	 * Attack twice: for the first time the JVM's compilers, which take as much of the
	 * server's only processor as the attack, are busy with code that is new to them. All
	 * connect again then, because many can do the most harm while buffers and queues are
	 * empty.
	 */
	private void attack(HostileServer server) throws IOException, InterruptedException {
		if (this.trial.attack() == Attack.NONE) {
			measure();
			return;
		}
		String secret = (this.trial.token() == TokenUse.CONNECTED) ? server.secret() : "";
		try (AttackProcess attackers = new AttackProcess(this.trial.attack(), server.port(), secret,
				this.options.paths().work().resolve(this.trial + "-attackers.log"))) {
			attackers.start();
			TimeUnit.SECONDS.sleep(this.options.warmUp());
			if (attackers.count().requests() == 0) {
				throw new IOException("No attacker can connect: see the logs in " + this.options.paths().work());
			}
			attackers.stop();
			server.awaitSessions(Neighbours.SESSIONS);
			this.before = attackers.count();
			attackers.start();
			measure();
			this.after = attackers.count();
			this.end = attackers.stop();
		}
	}

	private void measure() throws InterruptedException {
		this.from = System.nanoTime();
		TimeUnit.SECONDS.sleep(this.options.seconds());
		this.to = System.nanoTime();
	}

	private void remark(HostileServer server, Neighbours neighbours, long left, @Nullable RedisFigures redis)
			throws IOException {
		remark(this.after.closed() - this.before.closed(), "attackers closed");
		remark(this.after.refused() - this.before.refused(), "attackers refused");
		remark(this.end.replies() - this.before.replies(), "replies read");
		remark(this.end.errors() - this.before.errors(), "of them errors");
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

	private static String defect(HostileServer server, Neighbours neighbours) {
		if (!server.isAlive()) {
			return "the server has ended";
		}
		return (neighbours.closed() > 0) ? neighbours.closed() + " honest clients closed" : "";
	}

}
