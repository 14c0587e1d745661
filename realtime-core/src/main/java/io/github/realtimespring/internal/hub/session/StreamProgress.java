package io.github.realtimespring.internal.hub.session;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.recovery.StreamCursor;
import io.github.realtimespring.internal.hub.recovery.StreamCursor.Step;

/**
 * A subscription's progress in its stream. Not thread-safe.
 */
final class StreamProgress {

	private final Consumer<Subscription> onGap;

	private @Nullable StreamCursor cursor;

	private @Nullable StreamPosition position;

	/** Whether the cursor has moved since somebody looked. */
	private boolean moved;

	private long checkedAt;

	/** The stream's position when the subscriber was found behind. */
	private @Nullable StreamPosition missing;

	/**
	 * Create the progress of a subscription that has not started.
	 * @param onGap called when a publication is missing
	 */
	StreamProgress(Consumer<Subscription> onGap) {
		this.onGap = onGap;
	}

	Consumer<Subscription> onGap() {
		return this.onGap;
	}

	/**
	 * Go on after a position.
	 */
	void startAt(StreamPosition position) {
		this.cursor = new StreamCursor(position);
		this.position = position;
		this.moved = true;
		this.missing = null;
	}

	/**
	 * Advance to a publication if it is the next one.
	 * @param position its position, {@code null} if it is outside the stream and may pass
	 * at any time
	 */
	Step advance(@Nullable StreamPosition position) {
		if (this.cursor == null || position == null) {
			return Step.NEXT;
		}
		Step step = this.cursor.advance(position);
		if (step == Step.NEXT) {
			this.position = position;
			this.moved = true;
		}
		return step;
	}

	/**
	 * The position of the last publication that was passed on, or where the subscription
	 * began; {@code null} before that.
	 */
	@Nullable StreamPosition position() {
		return this.position;
	}

	/**
	 * Whether to check the stream's position.
	 * @param interval the time without publications that requires a check, in nanoseconds
	 */
	boolean isCheckDue(long nanoTime, long interval) {
		if (this.moved) {
			this.moved = false;
			this.missing = null;
			this.checkedAt = nanoTime;
		}
		return nanoTime - this.checkedAt >= interval;
	}

	/**
	 * Compare with the stream's position. Missing publications may still be on their way,
	 * so it is a gap only if they are missing at the next check, too.
	 * @return whether there is a gap
	 */
	boolean isBehind(StreamPosition top) {
		if (this.cursor == null) {
			return false;
		}
		if (this.cursor.renew(top)) {
			this.position = top;
		}
		StreamPosition before = this.missing;
		if (before != null && !this.cursor.hasReached(before)) {
			return true;
		}
		this.missing = this.cursor.hasReached(top) ? null : top;
		this.moved = this.missing == null;
		return false;
	}

	/**
	 * Whether the latest comparison leaves open if there is a gap.
	 */
	boolean isSuspected() {
		return this.missing != null;
	}

}
