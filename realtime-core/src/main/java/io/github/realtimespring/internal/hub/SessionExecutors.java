package io.github.realtimespring.internal.hub;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientSession;
import io.github.realtimespring.internal.hub.inbound.InboundExecutors;
import io.github.realtimespring.internal.tenant.CurrentClient;
import io.github.realtimespring.internal.tenant.Tenants;

/**
 * The executors of one session's tasks, whose threads know the client while clients have
 * tenants. Otherwise those of all sessions.
 */
final class SessionExecutors {

	private final InboundExecutors executors;

	private volatile @Nullable ClientSession client;

	private SessionExecutors(InboundExecutors shared, boolean tenants) {
		Executor protocol = tenants ? around(shared.protocol()) : shared.protocol();
		Executor application = (shared.application() == shared.protocol()) ? protocol
				: tenants ? around(shared.application()) : shared.application();
		this.executors = tenants ? new InboundExecutors(protocol, application) : shared;
	}

	static SessionExecutors of(InboundExecutors shared, Tenants tenants) {
		return new SessionExecutors(shared, tenants.isEnabled());
	}

	private Executor around(Executor executor) {
		return (task) -> executor.execute(() -> run(task));
	}

	private void run(Runnable task) {
		ClientSession bound = this.client;
		if (bound != null) {
			CurrentClient.run(bound, task);
		}
		else {
			task.run();
		}
	}

	InboundExecutors executors() {
		return this.executors;
	}

	/**
	 * Set the session whose tasks they run.
	 */
	void bind(ClientSession client) {
		this.client = client;
	}

}
