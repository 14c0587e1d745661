package io.github.realtimespring.internal.hub.conflation;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;

/**
 * A publication to a conflated channel. Immutable but for its result.
 *
 * @param publication the publication
 * @param options its options
 * @param result what the publisher gets
 */
record ConflatedPublication(Publication publication, PublishOptions options, Result result) {

	ConflatedPublication(Publication publication, PublishOptions options) {
		this(publication, options, new Result());
	}

	/**
	 * Whether this publication may wait. One with an idempotency key may not: the relay
	 * may know it already and ignore it, and the one that it has replaced would be lost.
	 */
	boolean mayWait() {
		return this.options.idempotencyKey() == null;
	}

	/**
	 * Whether only one of this publication and a later one is needed: the later one, or
	 * that with the higher version. Versions of different epochs can't be compared, and a
	 * publication that the history keeps is not replaced by one that it doesn't keep.
	 */
	boolean isComparable(ConflatedPublication later) {
		return later.mayWait() && this.options.skipHistory() == later.options.skipHistory()
				&& (this.options.version() == 0) == (later.options.version() == 0)
				&& this.options.versionEpoch().equals(later.options.versionEpoch());
	}

	/**
	 * Whether the relay would ignore a comparable publication that follows this one.
	 */
	boolean outdates(ConflatedPublication later) {
		return later.options.version() > 0 && later.options.version() <= this.options.version();
	}

	/**
	 * Another one replaces this publication, which is never sent.
	 */
	void completeAsReplaced() {
		this.result.complete(StreamPosition.NONE);
	}

	void complete(@Nullable StreamPosition position, @Nullable Throwable failure) {
		if (failure != null) {
			this.result.completeExceptionally(failure);
		}
		else {
			this.result.complete(position);
		}
	}

	/**
	 * The result of a publication. That of the relay is not given to publishers: the
	 * relay may complete it while a channel is locked.
	 */
	static final class Result extends CompletableFuture<StreamPosition> {

		private volatile boolean sent;

		void markSent() {
			this.sent = true;
		}

		boolean isWaiting() {
			return !this.sent && !isDone();
		}

	}

}
