package io.github.realtimespring.internal.protocol.centrifuge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.protocol.centrifuge.CentrifugeSubscriptionHandler.Restoration;
import io.github.realtimespring.internal.protocol.centrifuge.codec.Command;
import io.github.realtimespring.internal.protocol.centrifuge.codec.ResumeReply;
import io.github.realtimespring.internal.protocol.support.ResumeStart;
import io.github.realtimespring.internal.resume.Resumption.Resumed;
import io.github.realtimespring.internal.resume.SavedSession;
import io.github.realtimespring.internal.resume.SavedSubscription;

/**
 * Resumes sessions on request of the connect command, by restoring their subscriptions on
 * the server side. In the session's inbound queue.
 */
final class CentrifugeResumeHandler {

	private final Hub hub;

	private final CentrifugeSubscriptionHandler subscriptions;

	CentrifugeResumeHandler(Hub hub, CentrifugeSubscriptionHandler subscriptions) {
		this.hub = hub;
		this.subscriptions = subscriptions;
	}

	/**
	 * Whether a client requests a resumable session and resumption is enabled.
	 */
	boolean isWanted(Command.Connect command) {
		return command.resume() != null && this.hub.resumption() != null;
	}

	/**
	 * Begin a session, possibly as the continuation of an earlier one. Its subscriptions
	 * become active after the reply.
	 * @return never fails
	 */
	CompletableFuture<Outcome> begin(ClientConnection connection, Command.Connect command) {
		return ResumeStart.begin(this.hub.resumption(), connection.session(), command.resume())
			.thenCompose((resumed) -> {
				connection.setSavedSession(resumed.session());
				return restore(connection, resumed, command.positions());
			});
	}

	/**
	 * Tell the application that a client, which is connected, continues an earlier
	 * session.
	 */
	void publishResumed(ClientConnection connection) {
		this.hub.events().publishResumed(connection.session());
	}

	private CompletableFuture<Outcome> restore(ClientConnection connection, Resumed resumed,
			Map<String, StreamPosition> positions) {
		Map<String, SavedSubscription> saved = resumed.subscriptions();
		if (saved == null) {
			return CompletableFuture.completedFuture(new Outcome(resumed.token(), false, List.of()));
		}
		Map<String, Restoration> begun = new LinkedHashMap<>();
		for (String channel : saved.keySet()) {
			Restoration restoration = this.subscriptions.restore(connection, channel);
			if (restoration != null) {
				begun.put(channel, restoration);
			}
			else {
				forget(connection, channel);
			}
		}
		Reply reply = new Reply(this.hub.options().maxReadBytes());
		CompletableFuture<?> done = CompletableFuture.completedFuture(null);
		for (Map.Entry<String, Restoration> next : begun.entrySet()) {
			done = done.thenCompose((ok) -> recover(connection, next.getValue(), positions.get(next.getKey()), reply));
		}
		return done.thenApply((ok) -> new Outcome(resumed.token(), true, reply.subscriptions));
	}

	/**
	 * Histories are read one after another, so that no more is read, and in memory, than
	 * the reply has room for.
	 */
	private CompletableFuture<?> recover(ClientConnection connection, Restoration restoration,
			@Nullable StreamPosition since, Reply reply) {
		if (!connection.session().isOpen()) {
			return CompletableFuture.completedFuture(null);
		}
		return this.subscriptions.recover(connection, restoration, since, reply.room()).thenAccept((restored) -> {
			if (restored != null) {
				reply.add(restored);
			}
			else {
				forget(connection, restoration.subscription().id());
			}
		});
	}

	private static void forget(ClientConnection connection, String channel) {
		SavedSession session = connection.savedSession();
		if (session != null) {
			session.remove(channel);
		}
	}

	/**
	 * One reply contains all subscriptions, so the limit of one recovery applies to all
	 * together.
	 */
	private static final class Reply {

		/**
		 * Maximum number of histories read without success, because they are too large or
		 * incomplete. Further subscriptions recover only if they missed nothing.
		 */
		private static final int MAX_READ_IN_VAIN = 4;

		private final List<Restored> subscriptions = new ArrayList<>();

		private final long most;

		private long room;

		private int readInVain;

		Reply(long room) {
			this.most = room;
			this.room = room;
		}

		/**
		 * The room for the next history. Few different values, because clients that ask
		 * the same share one reading.
		 */
		long room() {
			if (this.readInVain >= MAX_READ_IN_VAIN) {
				return 0;
			}
			return (this.room < this.most) ? Long.highestOneBit(this.room) : this.most;
		}

		void add(Restored restored) {
			this.subscriptions.add(restored);
			this.room = Math.max(0, this.room - restored.missedBytes());
			if (restored.isIncomplete()) {
				this.readInVain++;
			}
		}

	}

	/**
	 * The outcome for the reply.
	 *
	 * @param token the token for the next resumption, {@code null} if the session can't
	 * be resumed
	 * @param resumed whether the client continues its earlier session
	 * @param subscriptions the restored subscriptions
	 */
	record Outcome(@Nullable String token, boolean resumed, List<Restored> subscriptions) implements ResumeReply {

		/**
		 * Activate the subscriptions after the reply was sent.
		 */
		void activate() {
			this.subscriptions.forEach(Restored::activate);
		}

	}

	/**
	 * A restored subscription.
	 *
	 * @param recovery the start of the client, {@code null} without a stream
	 * @param recovering whether the client sent its last position
	 */
	record Restored(Subscription subscription, @Nullable Recovery recovery,
			boolean recovering) implements ResumeReply.RestoredSubscription {

		@Override
		public String channel() {
			return this.subscription.id();
		}

		long missedBytes() {
			return (this.recovery != null) ? this.recovery.missed().stream().mapToLong(Publication::size).sum() : 0;
		}

		/**
		 * Whether the client sent its last position and does not get all publications
		 * after it.
		 */
		boolean isIncomplete() {
			return this.recovering && this.recovery != null && !this.recovery.isComplete();
		}

		void activate() {
			this.subscription.activate(null, (this.recovery != null) ? this.recovery.top() : null);
		}

	}

}
