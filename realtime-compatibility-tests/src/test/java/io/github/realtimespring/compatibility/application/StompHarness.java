package io.github.realtimespring.compatibility.application;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.messaging.AbstractSubProtocolEvent;
import org.springframework.web.socket.messaging.SessionDisconnectEvent;

/**
 * What every STOMP application of the suite has besides: sessions with names, recorded
 * events, and an answer that says that all frames before it were processed. For that, the
 * channels share one thread; on the starter that executor gives way.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocketMessageBroker
public class StompHarness {

	@Bean(destroyMethod = "shutdownNow")
	ChannelThread channelThread() {
		return new ChannelThread(Executors.newSingleThreadExecutor());
	}

	@Bean
	WebSocketMessageBrokerConfigurer harnessConfigurer(Recorder recorder, ChannelThread thread) {
		return new HarnessConfigurer(recorder, thread);
	}

	@Bean
	EventRecorder eventRecorder(Recorder recorder) {
		return new EventRecorder(recorder);
	}

	/**
	 * The one thread of the channels on plain Spring.
	 *
	 * @param executor runs tasks one by one
	 */
	public record ChannelThread(ExecutorService executor) {

		void shutdownNow() {
			this.executor.shutdownNow();
		}

	}

	private record HarnessConfigurer(Recorder recorder,
			ChannelThread thread) implements WebSocketMessageBrokerConfigurer {

		@Override
		public void configureWebSocketTransport(WebSocketTransportRegistration registration) {
			registration.addDecoratorFactory((handler) -> new NamingHandler(handler, this.recorder));
		}

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.executor(new ConcurrentTaskExecutor(this.thread.executor()));
		}

		@Override
		public void configureClientOutboundChannel(ChannelRegistration registration) {
			registration.executor(new ConcurrentTaskExecutor(this.thread.executor()));
		}

	}

	private static final class NamingHandler extends WebSocketHandlerDecorator {

		private final Recorder recorder;

		private NamingHandler(WebSocketHandler delegate, Recorder recorder) {
			super(delegate);
			this.recorder = recorder;
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) throws Exception {
			this.recorder.opened(session.getId(), ClientNames.of(session));
			super.afterConnectionEstablished(session);
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
			super.afterConnectionClosed(session, status);
			this.recorder.closed(session.getId());
		}

	}

	static final class EventRecorder {

		private final Recorder recorder;

		EventRecorder(Recorder recorder) {
			this.recorder = recorder;
		}

		@EventListener
		void onEvent(AbstractSubProtocolEvent event) {
			if (MessageText.isHarness(event.getMessage())) {
				return;
			}
			String user = (event.getUser() != null) ? "by " + event.getUser().getName() : "";
			String status = (event instanceof SessionDisconnectEvent disconnect)
					? disconnect.getCloseStatus().getCode() + " " : "";
			this.recorder.note(event.getMessage(), event.getClass().getSimpleName(),
					status + user + ": " + MessageText.of(event.getMessage()));
		}

	}

	@Controller
	static final class SentinelController {

		private final MessageChannel channel;

		SentinelController(@Lazy @Qualifier("clientOutboundChannel") MessageChannel channel) {
			this.channel = channel;
		}

		@MessageMapping({ "/harness/sentinel", "harness.sentinel" })
		void answer(@Header("n") String n, Message<?> message) {
			SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
			headers.setSessionId(SimpMessageHeaderAccessor.getSessionId(message.getHeaders()));
			headers.setSubscriptionId("harness");
			headers.setDestination("/app/harness/sentinel");
			headers.setNativeHeader("n", n);
			this.channel.send(MessageBuilder.createMessage(new byte[0], headers.getMessageHeaders()));
		}

	}

}
