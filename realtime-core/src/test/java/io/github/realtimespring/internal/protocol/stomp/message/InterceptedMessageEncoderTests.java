package io.github.realtimespring.internal.protocol.stomp.message;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.AntPathMatcher;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.test.CountedMessages;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;

class InterceptedMessageEncoderTests {

	private final CountedMessages messages = new CountedMessages();

	private final Session session = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			this.messages)
		.open("s", "test", new StompProtocol(), ClientIdentity.ANONYMOUS, new RecordingSocketWriter());

	private final InterceptedMessageEncoder encoder = encoder();

	private InterceptedMessageEncoder encoder() {
		ExecutorSubscribableChannel channel = new ExecutorSubscribableChannel();
		channel.addInterceptor(new ChannelInterceptor() {
			@Override
			public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
				return switch (new String((byte[]) message.getPayload())) {
					case "withhold" -> null;
					case "fail" -> throw new IllegalStateException("expected by a test");
					case "object" -> MessageBuilder.createMessage(1, message.getHeaders());
					default -> message;
				};
			}
		});
		InterceptedMessageEncoder created = InterceptedMessageEncoder.createIfNeeded(this.session, "1", channel,
				new StompDestinations((destination) -> true, "/user/", new AntPathMatcher()), false, false);
		assertThat(created).isNotNull();
		return created;
	}

	@Test
	void whatAnInterceptorFailsOnIsCountedAsFailed() {
		assertThat(this.encoder.encode("a", publication("fail", null))).isNull();
		assertThat(this.messages.dropped(DropReason.FAILED)).isEqualTo(1);
		assertThat(this.encoder.encode("a", publication("object", null))).isNull();
		assertThat(this.messages.dropped(DropReason.FAILED)).isEqualTo(2);
		assertThat(this.encoder.encode("a", publication("x", "no type"))).isNull();
		assertThat(this.messages.dropped(DropReason.FAILED)).isEqualTo(3);
	}

	@Test
	void whatAnInterceptorWithholdsIsNotCounted() {
		assertThat(this.encoder.encode("a", publication("withhold", null))).isNull();
		assertThat(this.encoder.encode("a", publication("x", "text/plain"))).isNotNull();
		assertThat(this.messages.dropped(DropReason.FAILED)).isZero();
	}

	private static Publication publication(String payload, @Nullable String contentType) {
		return new Publication(payload.getBytes(), contentType);
	}

}
