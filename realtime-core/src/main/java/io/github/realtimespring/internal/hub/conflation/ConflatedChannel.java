package io.github.realtimespring.internal.hub.conflation;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;

/**
 * A channel whose interval is running, with the publication that waits for its end. Hands
 * publications to the relay while it is locked, so that they keep their order, and
 * completes results when it is not: the publishers' code runs then. Thread-safe.
 */
final class ConflatedChannel {

	private final Conflation owner;

	private final String name;

	private final long intervalNanos;

	private @Nullable ConflatedPublication waiting;

	private long sentAt;

	private boolean begun;

	private boolean removed;

	ConflatedChannel(Conflation owner, String name, long intervalNanos) {
		this.owner = owner;
		this.name = name;
		this.intervalNanos = intervalNanos;
	}

	/**
	 * Publish, or wait.
	 * @return whether this publication was taken; not if the channel has been removed
	 * meanwhile
	 */
	boolean publish(ConflatedPublication next) {
		Sent beforeSent = null;
		Sent sent = null;
		ConflatedPublication replaced = null;
		synchronized (this) {
			if (this.removed) {
				return false;
			}
			ConflatedPublication before = this.waiting;
			if (before != null && before.isComparable(next)) {
				replaced = before.outdates(next) ? next : before;
			}
			else if (before != null) {
				beforeSent = send(take(before));
			}
			if (replaced != next) {
				if (replaced != null) {
					take(replaced);
				}
				sent = sendOrKeep(next);
			}
		}
		if (replaced != null) {
			this.owner.countConflated();
			replaced.completeAsReplaced();
		}
		complete(beforeSent, false);
		complete(sent, false);
		return true;
	}

	private @Nullable Sent sendOrKeep(ConflatedPublication next) {
		boolean early = this.begun && this.owner.isRunning() && remainingNanos() > 0;
		if (early && next.mayWait() && this.owner.reserve(next.publication().size())) {
			this.waiting = next;
			return null;
		}
		return send(next);
	}

	private Sent send(ConflatedPublication next) {
		this.sentAt = System.nanoTime();
		next.result().markSent();
		if (!this.begun) {
			this.begun = true;
			this.owner.schedule(this.intervalNanos, this::expire);
		}
		return new Sent(next, this.owner.send(this.name, next));
	}

	private long remainingNanos() {
		return this.intervalNanos - (System.nanoTime() - this.sentAt);
	}

	private ConflatedPublication take(ConflatedPublication taken) {
		this.waiting = null;
		this.owner.release(taken.publication().size());
		return taken;
	}

	/**
	 * Send the waiting publication if the interval has passed. Without one the channel is
	 * removed.
	 */
	private void expire() {
		Sent sent = null;
		synchronized (this) {
			if (this.removed) {
				return;
			}
			long remaining = remainingNanos();
			if (remaining <= 0) {
				ConflatedPublication due = this.waiting;
				if (due == null) {
					this.removed = true;
					this.owner.remove(this.name, this);
					return;
				}
				sent = send(take(due));
				remaining = this.intervalNanos;
			}
			this.owner.schedule(remaining, this::expire);
		}
		complete(sent, true);
	}

	/**
	 * Send the waiting publication, and take no more.
	 * @return completes when the relay has taken it
	 */
	CompletableFuture<?> close() {
		Sent sent;
		synchronized (this) {
			this.removed = true;
			this.owner.remove(this.name, this);
			ConflatedPublication last = this.waiting;
			if (last == null) {
				return CompletableFuture.completedFuture(null);
			}
			sent = send(take(last));
		}
		complete(sent, false);
		return sent.answer();
	}

	/**
	 * Pass the relay's answer on. The timer must not wait for the publishers' code, and
	 * this channel must not be locked while it runs: the relay may complete the answers
	 * to earlier publications when it gets another one.
	 */
	private void complete(@Nullable Sent sent, boolean onTimer) {
		if (sent != null) {
			ConflatedPublication published = sent.publication();
			sent.answer().whenComplete((position, failure) -> {
				if (onTimer || Thread.holdsLock(this)) {
					this.owner.execute(() -> published.complete(position, failure));
				}
				else {
					published.complete(position, failure);
				}
			});
		}
	}

	private record Sent(ConflatedPublication publication, CompletableFuture<StreamPosition> answer) {

	}

}
