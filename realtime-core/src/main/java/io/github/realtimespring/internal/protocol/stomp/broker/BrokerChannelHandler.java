package io.github.realtimespring.internal.protocol.stomp.broker;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.util.Assert;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.internal.guard.ChannelDestinations;
import io.github.realtimespring.internal.hub.session.OwnChannels;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.protocol.stomp.message.StompDestinations;
import io.github.realtimespring.internal.protocol.stomp.message.StompPublications;
import io.github.realtimespring.internal.protocol.stomp.session.FrameReceipt;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.tenant.TenantHeader;
import io.github.realtimespring.internal.tenant.Tenants;

/**
 * Publishes the messages that the application sends to the broker. It may send to any
 * destination of the broker and to any user. Thread-safe.
 */
final class BrokerChannelHandler implements MessageHandler {

	private static final Log logger = LogFactory.getLog(BrokerChannelHandler.class);

	private final StompSessions sessions;

	private final StompDestinations destinations;

	private final Tenants tenants;

	private final TenantHeader tenantHeader;

	BrokerChannelHandler(StompSessions sessions, StompDestinations destinations) {
		this.sessions = sessions;
		this.destinations = destinations;
		this.tenants = sessions.hub().options().tenants();
		this.tenantHeader = new TenantHeader(this.tenants);
	}

	/**
	 * Names the tenant of messages on the thread that sends them, {@code null} if clients
	 * have none.
	 */
	@Nullable ChannelInterceptor interceptor() {
		return this.tenants.isEnabled() ? this.tenantHeader : null;
	}

	@Override
	public void handleMessage(Message<?> message) {
		MessageHeaders headers = message.getHeaders();
		String destination = SimpMessageHeaderAccessor.getDestination(headers);
		if (destination == null || SimpMessageHeaderAccessor.getMessageType(headers) != SimpMessageType.MESSAGE) {
			return;
		}
		if (this.destinations.isUser(destination)) {
			sendToUser(message, destination);
		}
		else if (this.destinations.isBroker(destination)) {
			publish(message, this.destinations.channel(destination), null);
		}
	}

	private void sendToUser(Message<?> message, String destination) {
		ChannelDestinations.UserTarget target = this.destinations.userTarget(destination);
		Assert.isTrue(target != null, "Expected a destination like '/user/{user}/**'");
		String sessionId = SimpMessageHeaderAccessor.getSessionId(message.getHeaders());
		Session local = (sessionId != null) ? this.sessions.hub().session(sessionId) : null;
		if (sessionId != null && target.user().equals(sessionId)) {
			// The destination names a session, not a user
			String channel = (local != null) ? OwnChannels.channelFor(local, target.destination())
					: UserChannels.channelForSession(sessionId, target.destination());
			publish(message, channel, sessionId);
		}
		else if (local != null && !isOf(local, target, message)) {
			// The session of somebody else, for example of the one who caused the message
			publish(message, target.channel(), null);
		}
		else {
			publish(message, target.channel(), sessionId);
		}
	}

	private boolean isOf(Session session, ChannelDestinations.UserTarget target, Message<?> message) {
		String own = session.qualify(OwnChannels.channelFor(session, target.destination()));
		return own.equals(qualify(target.channel(), message));
	}

	private String qualify(String channel, Message<?> message) {
		return this.tenants.isEnabled() ? this.tenants.qualify(this.tenantHeader.tenant(message.getHeaders()), channel)
				: channel;
	}

	private void publish(Message<?> message, String channel, @Nullable String targetSession) {
		CompletableFuture<StreamPosition> taken = this.sessions.hub()
			.publish(qualify(channel, message), StompPublications.of(message, null, targetSession));
		if (taken.isCompletedExceptionally()) {
			throw new MessageDeliveryException(message, "The relay rejected the message", cause(taken));
		}
		FrameReceipt receipt = FrameReceipt.current();
		if (receipt != null) {
			receipt.holdUntilTaken(taken);
		}
		taken.whenComplete((position, ex) -> {
			if (ex != null && logger.isDebugEnabled()) {
				logger.debug("Relay rejected a message on channel '" + channel + "'", ex);
			}
		});
	}

	private static Throwable cause(CompletableFuture<?> failed) {
		try {
			failed.join();
		}
		catch (CompletionException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
		catch (CancellationException ex) {
			return ex;
		}
		throw new IllegalStateException("Not failed");
	}

}
