package io.github.realtimespring.internal.protocol.stomp.session;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;

import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.stomp.frame.StompFrames;
import io.github.realtimespring.internal.protocol.stomp.frame.StompVersion;

/**
 * Fills the gaps of one subscription from its channel's history. Publications that arrive
 * meanwhile wait in the subscription. A failed read is retried until the subscription
 * holds too much. Called by one thread at a time.
 */
public final class GapRecovery implements Consumer<Subscription> {

	private static final Log logger = LimitedLog.of(GapRecovery.class);

	private static final long FIRST_PAUSE_MILLIS = 100;

	/** Two seconds and a half at most: Redis may be back at any moment. */
	private static final int MAX_DOUBLINGS = 4;

	private final Hub hub;

	private final StompVersion version;

	private final String destination;

	private volatile int failures;

	private volatile boolean resuming;

	/**
	 * Create the recovery of a subscription.
	 * @param version the version, which determines the encoding of headers
	 * @param destination the channel's destination for the client
	 */
	public GapRecovery(Hub hub, StompVersion version, String destination) {
		this.hub = hub;
		this.version = version;
		this.destination = destination;
	}

	/**
	 * Begin to fill a gap. One that shows as soon as another was filled waits its turn,
	 * so that gap after gap makes no recursion.
	 */
	@Override
	public void accept(Subscription subscription) {
		if (this.resuming) {
			recoverLater(subscription);
		}
		else {
			recover(subscription);
		}
	}

	private void recover(Subscription subscription) {
		if (subscription.session().subscription(subscription.id()) != subscription) {
			return;
		}
		this.hub.streams().recover(subscription.channel(), subscription.position()).handle((recovery, failure) -> {
			if (failure == null) {
				resume(subscription, recovery);
			}
			else {
				logger.debug("Gap recovery failed; retrying", failure);
				recoverLater(subscription);
			}
			return null;
		}).exceptionally((failure) -> {
			logger.error("A subscription of session " + subscription.session().publicId() + " could not be recovered",
					failure);
			subscription.session().abort(CloseReason.INTERNAL_ERROR);
			return null;
		});
	}

	private void resume(Subscription subscription, Recovery recovery) {
		this.failures = 0;
		this.resuming = true;
		try {
			subscription.recover(recovery, (position) -> StompFrames.positionLost(this.version, subscription.id(),
					this.destination, position));
		}
		finally {
			this.resuming = false;
		}
	}

	/**
	 * Each time after a longer pause; not at the same time as others.
	 */
	private void recoverLater(Subscription subscription) {
		Duration pause = pause(this.failures++, ThreadLocalRandom.current().nextDouble());
		this.hub.timer().schedule(pause, () -> recover(subscription));
	}

	/**
	 * The delay before the next attempt.
	 * @param failures the number of failed attempts
	 * @param chance the jitter, from 0 to 1
	 */
	static Duration pause(int failures, double chance) {
		long usual = FIRST_PAUSE_MILLIS << Math.min(failures, MAX_DOUBLINGS);
		return Duration.ofMillis(usual / 2 + (long) (usual * chance));
	}

}
