package io.github.realtimespring.compatibility.application;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.MimeType;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.StompSubProtocolErrorHandler;

/**
 * Dots as separators, another prefix for users, heart-beats, a converter, an error
 * handler.
 */
@Configuration(proxyBeanMethods = false)
@Import(DottedController.class)
public class CustomizedApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("customized", CustomizedApplication.class)
		.withSentinel("/app/harness.sentinel");

	private final TaskScheduler scheduler;

	private final Recorder recorder;

	CustomizedApplication(@Lazy @Qualifier("messageBrokerTaskScheduler") TaskScheduler scheduler,
			ObjectProvider<Recorder> recorder) {
		this.scheduler = scheduler;
		this.recorder = recorder.getObject();
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp");
		registry.setErrorHandler(new OwnErrors(this.recorder));
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setPathMatcher(new AntPathMatcher("."));
		registry.setApplicationDestinationPrefixes("/app");
		registry.setUserDestinationPrefix("/member/");
		registry.enableSimpleBroker("/topic.", "/queue.")
			.setTaskScheduler(this.scheduler)
			.setHeartbeatValue(new long[] { 20_000, 30_000 });
	}

	@Override
	public void configureClientInboundChannel(ChannelRegistration registration) {
		registration.interceptors(new MeddlingInterceptor());
	}

	@Override
	public boolean configureMessageConverters(List<MessageConverter> converters) {
		converters.add(new LetterConverter());
		return true;
	}

	@Override
	public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
		resolvers.add(new SessionLengthResolver());
	}

	/**
	 * A payload with a converter of its own.
	 *
	 * @param text the text
	 */
	record Letter(String text) {

	}

	private static final class LetterConverter extends AbstractMessageConverter {

		private LetterConverter() {
			super(new MimeType("application", "letter"));
		}

		@Override
		protected boolean supports(Class<?> type) {
			return type == Letter.class;
		}

		@Override
		protected Object convertFromInternal(Message<?> message, Class<?> type, Object hint) {
			return new Letter("from " + new String((byte[]) message.getPayload()));
		}

		@Override
		protected Object convertToInternal(Object payload, MessageHeaders headers, Object hint) {
			return ("to " + ((Letter) payload).text()).getBytes();
		}

	}

	private static final class OwnErrors extends StompSubProtocolErrorHandler {

		private final Recorder recorder;

		private OwnErrors(Recorder recorder) {
			this.recorder = recorder;
		}

		@Override
		public Message<byte[]> handleClientMessageProcessingError(Message<byte[]> message, Throwable ex) {
			this.recorder.note((String) null, "errors",
					ex.getClass().getSimpleName() + " " + ((message != null) ? MessageText.of(message) : "no message"));
			return super.handleClientMessageProcessingError(message, ex);
		}

		@Override
		protected Message<byte[]> handleInternal(StompHeaderAccessor error, byte[] payload, Throwable cause,
				StompHeaderAccessor client) {
			error.setNativeHeader("own", "yes");
			return super.handleInternal(error, "sorry".getBytes(), cause, client);
		}

	}

}
