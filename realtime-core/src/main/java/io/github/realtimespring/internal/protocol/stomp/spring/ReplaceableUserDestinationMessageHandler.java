package io.github.realtimespring.internal.protocol.stomp.spring;

import java.util.function.BooleanSupplier;

import org.springframework.messaging.Message;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.simp.user.UserDestinationMessageHandler;
import org.springframework.messaging.simp.user.UserDestinationResolver;

/**
 * Leaves user destinations to the hub's broker; with another broker it behaves like
 * Spring's handler.
 */
final class ReplaceableUserDestinationMessageHandler extends UserDestinationMessageHandler {

	private final BooleanSupplier replaced;

	ReplaceableUserDestinationMessageHandler(SubscribableChannel clientInboundChannel,
			SubscribableChannel brokerChannel, UserDestinationResolver resolver, BooleanSupplier replaced) {
		super(clientInboundChannel, brokerChannel, resolver);
		this.replaced = replaced;
	}

	@Override
	public void handleMessage(Message<?> message) {
		if (!this.replaced.getAsBoolean()) {
			super.handleMessage(message);
		}
	}

}
