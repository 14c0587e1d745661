package io.github.realtimespring.internal.protocol.stomp.session;

import java.util.concurrent.RejectedExecutionException;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.limit.RateRefusal;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.frame.StompFrames;

/**
 * Tells clients that they send faster than they may. Thread-safe.
 */
public final class RateRefusals {

	private static final Log logger = LimitedLog.of(RateRefusals.class);

	private final StompSessions sessions;

	public RateRefusals(StompSessions sessions) {
		this.sessions = sessions;
	}

	/**
	 * Refuse a message, in its turn. The client learns of it by a notice, because an
	 * ERROR would end its session; that is for clients that go on.
	 * @param receipt the requested receipt, which is not sent, or {@code null}
	 */
	public void refuseSend(StompSession stomp, RateRefusal refusal, @Nullable String destination,
			@Nullable String receipt) {
		if (refusal.persistent()) {
			refuse(stomp, refusal, receipt);
			return;
		}
		this.sessions.metrics().protocolError(StompProtocol.NAME, StompError.RATE_LIMIT.tag());
		if (logger.isInfoEnabled()) {
			logger.info("Refused a message in session " + stomp.session().publicId() + ": " + refusal.description());
		}
		Frame notice = StompFrames.sendRefused(stomp.version(), destination, receipt, refusal.retryAfterMillis());
		try {
			stomp.session().inbound().execute(() -> {
				if (!stomp.isOver()) {
					stomp.session().sendWithNext(notice);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			this.sessions.closeOverloaded(stomp);
		}
	}

	/**
	 * Refuse a frame, in its turn, without which the client can't go on: it would wait
	 * for messages of a subscription that it doesn't have, or commit a part of a
	 * transaction.
	 * @param receipt the requested receipt, or {@code null}
	 */
	public void refuse(StompSession stomp, RateRefusal refusal, @Nullable String receipt) {
		this.sessions.refuseInTurn(stomp, refusal.description(), receipt, StompError.RATE_LIMIT);
	}

}
