package io.github.realtimespring.internal.hub.session;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.hub.session.HeldFrames.Held;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.UnencodableException;
import io.github.realtimespring.observability.DropReason;

/**
 * Encodes the publications that a subscriber missed.
 */
final class RecoveredFrames {

	private static final Log logger = LimitedLog.of(RecoveredFrames.class);

	private RecoveredFrames() {
	}

	/**
	 * The frames of the missed publications, in order; none if they are no longer
	 * available.
	 */
	static List<Held> of(Recovery recovery, Subscription subscription) {
		List<Held> frames = new ArrayList<>(recovery.missed().size());
		for (Publication publication : recovery.missed()) {
			frames.add(new Held(encode(publication, subscription), publication.position()));
		}
		return frames;
	}

	private static @Nullable Frame encode(Publication publication, Subscription subscription) {
		try {
			return subscription.encoder().encode(subscription.name(), publication);
		}
		catch (UnencodableException ex) {
			// As when it was published: only the application is told its mistake
			subscription.session().countDropped(DropReason.UNENCODABLE, 1);
			if (publication.info() == null) {
				subscription.session().abort(CloseReason.UNENCODABLE);
			}
		}
		catch (RuntimeException ex) {
			subscription.session().countDropped(DropReason.FAILED, 1);
			logger.error("A missed publication on channel '" + subscription.name() + "' could not be encoded", ex);
		}
		return null;
	}

}
