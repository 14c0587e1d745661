package io.github.realtimespring.internal.hub.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.logging.LogContext;

/**
 * The queue of one session's pattern subscriptions that wait for the authorization of a
 * channel. Authorizers are called one at a time. A session uses at most one thread, and
 * yields to other sessions after a few channels. Thread-safe.
 */
final class PatternAuthorizationQueue {

	/**
	 * Maximum number of publications before other sessions get their turn.
	 */
	static final int FAIR_SHARE = 32;

	private final Session session;

	private final Executor executor;

	private final Queue<PatternGate> gates = new ArrayDeque<>(2);

	private boolean running;

	/**
	 * Create a queue.
	 * @param executor executes tasks that may block; never rejects
	 */
	PatternAuthorizationQueue(Session session, Executor executor) {
		this.session = session;
		this.executor = executor;
	}

	/**
	 * Process a gate until no publication waits at it.
	 */
	void add(PatternGate gate) {
		synchronized (this) {
			this.gates.add(gate);
			if (this.running) {
				return;
			}
			this.running = true;
		}
		this.executor.execute(this::run);
	}

	private void run() {
		try (LogContext.Scope scope = this.session.inbound().openContext()) {
			resolve();
		}
	}

	private void resolve() {
		boolean more = true;
		for (int i = 0; i < FAIR_SHARE && more; i++) {
			more = resolveNext();
			if (this.session.outbound().isHalfFull()) {
				this.session.outbound().flush();
			}
		}
		this.session.outbound().flush();
		if (more) {
			this.executor.execute(this::run);
		}
	}

	/**
	 * Process one publication.
	 * @return whether another one waits
	 */
	private boolean resolveNext() {
		PatternGate gate = next();
		boolean again = gate != null && gate.resolveFirst();
		synchronized (this) {
			if (gate != null && again) {
				this.gates.add(gate);
			}
			this.running = !this.gates.isEmpty();
			return this.running;
		}
	}

	private synchronized @Nullable PatternGate next() {
		return this.gates.poll();
	}

}
