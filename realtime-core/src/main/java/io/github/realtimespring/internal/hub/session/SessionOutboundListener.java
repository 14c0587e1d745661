package io.github.realtimespring.internal.hub.session;

import org.apache.commons.logging.Log;

import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.OutboundListener;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Counts written and discarded frames of a session, and aborts it when its client is too
 * slow or a write fails.
 */
final class SessionOutboundListener implements OutboundListener {

	private static final Log logger = LimitedLog.of(Session.class);

	private final Session session;

	private final RealtimeMetrics metrics;

	SessionOutboundListener(Session session, RealtimeMetrics metrics) {
		this.session = session;
		this.metrics = metrics;
	}

	@Override
	public void onWritten(int frames, long bytes) {
		this.metrics.messagesSent(this.session.protocol(), frames, bytes);
	}

	@Override
	public void onDiscarded(int frames, long bytes) {
		this.session.countDropped(DropReason.SESSION_CLOSED, frames);
	}

	@Override
	public void onOverflow() {
		this.session.abort(CloseReason.SLOW);
	}

	@Override
	public void onWriteFailure(Throwable cause) {
		logger.debug("Write failed in session " + this.session.publicId(), cause);
		this.session.abort(CloseReason.WRITE_FAILED);
	}

}
