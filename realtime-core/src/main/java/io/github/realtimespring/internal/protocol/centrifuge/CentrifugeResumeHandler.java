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
import io.github.realtimespring.internal.protocol.support.ResumeSequence;
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
	 * Whether a client wants a session that can be resumed, and may have one.
	 */
	boolean isWanted(Command.Connect command) {
		return command.resume() != null && this.hub.resumption() != null;
	}

	/**
	 * Begin a session, perhaps in the place of an earlier one. Its subscriptions are not
	 * active yet: first the reply has to tell of them.
	 * @return never fails
	 */
	CompletableFuture<Outcome> begin(ClientConnection connection, Command.Connect command) {
		return ResumeSequence.begin(this.hub.resumption(), connection.session(), command.resume())
			.thenCompose((resumed) -> {
				connection.setSavedSession(resumed.session());
				return restore(connection, resumed, command.positions());
			});
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
	 * One reply tells of all: together they may have missed as much as one alone.
	 */
	private static final class Reply {

		/**
		 * How many histories may be read that turn out not to fit, or not to be what the
		 * client missed. The subscriptions after that recover only if they missed
		 * nothing.
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
	 * What the reply has to tell.
	 *
	 * @param token by which the session can be resumed, {@code null} if it can't
	 * @param resumed whether the session goes on
	 * @param subscriptions what the client is subscribed to again
	 */
	record Outcome(@Nullable String token, boolean resumed, List<Restored> subscriptions) implements ResumeReply {

		/**
		 * Let the publications through, once the reply is on its way.
		 */
		void activate() {
			this.subscriptions.forEach(Restored::activate);
		}

	}

	/**
	 * A subscription that the node has made again.
	 *
	 * @param recovery where the client begins, {@code null} if the subscription is to no
	 * stream
	 * @param recovering whether the client said where it stood
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
		 * Whether the client said where it stood and does not get all that followed.
		 */
		boolean isIncomplete() {
			return this.recovering && this.recovery != null && !this.recovery.isComplete();
		}

		void activate() {
			this.subscription.activate(null, (this.recovery != null) ? this.recovery.top() : null);
		}

	}

}
