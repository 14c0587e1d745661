package io.github.realtimespring.internal.protocol.stomp.broker;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.concurrent.Failures;
import io.github.realtimespring.internal.hub.NewChannelLimitException;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.limit.RateRefusal;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.message.StompPublications;
import io.github.realtimespring.internal.protocol.stomp.session.FrameReceipt;
import io.github.realtimespring.internal.protocol.stomp.session.RateRefusals;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Publishes for clients that may publish. Thread-safe.
 */
final class StompPublisher {

	private final StompSessions sessions;

	private final RateRefusals rateRefusals;

	StompPublisher(StompSessions sessions) {
		this.sessions = sessions;
		this.rateRefusals = new RateRefusals(sessions);
	}

	/**
	 * Publish. The session's later frames wait until the relay has taken the publication.
	 * @param destination the destination of the message
	 * @param channel its channel
	 */
	void publish(StompSession stomp, String destination, String channel, Message<?> message) {
		Session session = stomp.session();
		Publication publication = StompPublications.of(message, PublisherInfo.UNNAMED, null);
		RateRefusal refusal = session.traffic().rate().tryPublish(session, channel, publication.data().length);
		if (refusal != null) {
			FrameReceipt receipt = FrameReceipt.of(message.getHeaders());
			if (receipt != null) {
				receipt.withhold();
			}
			this.rateRefusals.refuseSend(stomp, refusal, destination, receipt(message));
			return;
		}
		CompletableFuture<StreamPosition> taken = this.sessions.hub().publish(session, channel, publication);
		session.inbound().suspendUntil(taken.handle((position, failure) -> {
			if (failure != null) {
				refuse(stomp, Failures.unwrap(failure), receipt(message));
			}
			return null;
		}));
	}

	private void refuse(StompSession stomp, Throwable failure, @Nullable String receipt) {
		if (failure instanceof NewChannelLimitException refusal) {
			this.sessions.refuse(stomp, String.valueOf(refusal.getMessage()), receipt, StompError.LIMIT);
		}
		else {
			this.sessions.refuse(stomp, "The message could not be published, try again later", receipt,
					StompError.RELAY);
		}
	}

	private static @Nullable String receipt(Message<?> message) {
		return FrameReceipt.id(message.getHeaders());
	}

}
