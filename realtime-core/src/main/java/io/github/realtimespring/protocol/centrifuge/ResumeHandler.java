package io.github.realtimespring.protocol.centrifuge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.hub.Hub;
import io.github.realtimespring.hub.Recovery;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.hub.Subscription;
import io.github.realtimespring.relay.SavedSubscription;
import io.github.realtimespring.resume.Resumption;
import io.github.realtimespring.resume.Resumption.Resumed;
import io.github.realtimespring.resume.SavedSession;

/**
 * Resumes the sessions of clients that ask for it when they connect: what they had
 * subscribed to are subscriptions made by the node then. In the session's inbound queue.
 */
final class ResumeHandler {

	private final Hub hub;

	private final SubscriptionHandler subscriptions;

	ResumeHandler(Hub hub, SubscriptionHandler subscriptions) {
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
		Resumption resumption = this.hub.resumption();
		String token = command.resume();
		if (resumption == null || token == null) {
			return CompletableFuture.completedFuture(new Outcome(null, false, List.of()));
		}
		Session session = connection.session();
		return resumption.begin(session.resumable(), token).thenCompose((resumed) -> {
			if (!session.isOpen()) {
				resumption.ended(session.publicId());
			}
			connection.saved(resumed.session());
			return restore(connection, resumed, command.positions());
		});
	}

	private CompletableFuture<Outcome> restore(ClientConnection connection, Resumed resumed,
			Map<String, StreamPosition> positions) {
		Map<String, SavedSubscription> saved = resumed.subscriptions();
		if (saved == null) {
			return CompletableFuture.completedFuture(new Outcome(resumed.token(), false, List.of()));
		}
		List<CompletableFuture<@Nullable Restored>> all = saved.keySet()
			.stream()
			.map((channel) -> this.subscriptions.restore(connection, channel, positions.get(channel))
				.whenComplete((restored, failure) -> {
					SavedSession session = connection.saved();
					if (restored == null && session != null) {
						session.removed(channel);
					}
				}))
			.toList();
		return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
			.thenApply((done) -> new Outcome(resumed.token(), true,
					bounded(all.stream().map(CompletableFuture::join).filter(Objects::nonNull).toList())));
	}

	/**
	 * One reply tells of all: together they may have missed as much as one alone.
	 */
	private List<Restored> bounded(List<Restored> all) {
		long room = this.hub.options().outbound().maxBytes() / 4;
		List<Restored> bounded = new ArrayList<>(all.size());
		for (Restored restored : all) {
			long missed = restored.missedBytes();
			bounded.add((missed <= room) ? restored : restored.atTop());
			room -= (missed <= room) ? missed : 0;
		}
		return bounded;
	}

	/**
	 * What the reply has to tell.
	 *
	 * @param token by which the session can be resumed, {@code null} if it can't
	 * @param resumed whether the session goes on
	 * @param subscriptions what the client is subscribed to again
	 */
	record Outcome(@Nullable String token, boolean resumed, List<Restored> subscriptions) {

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
	record Restored(Subscription subscription, @Nullable Recovery recovery, boolean recovering) {

		long missedBytes() {
			return (this.recovery != null)
					? this.recovery.missed().stream().mapToLong((missed) -> missed.data().length).sum() : 0;
		}

		Restored atTop() {
			return (this.recovery != null)
					? new Restored(this.subscription,
							new Recovery(this.recovery.top(), List.of(), this.recovery.top(), false), this.recovering)
					: this;
		}

		void activate() {
			this.subscription.activate(null, (this.recovery != null) ? this.recovery.top() : null);
		}

	}

}
