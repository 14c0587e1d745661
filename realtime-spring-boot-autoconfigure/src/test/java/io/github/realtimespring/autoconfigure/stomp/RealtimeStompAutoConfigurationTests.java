package io.github.realtimespring.autoconfigure.stomp;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.server.WebFilter;
import org.springframework.web.socket.config.annotation.DelegatingWebSocketMessageBrokerConfiguration;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.websocket.RealtimeWebSocketAutoConfiguration;
import io.github.realtimespring.internal.protocol.stomp.broker.StompBrokerMessageHandler;
import io.github.realtimespring.internal.rpc.MessageMappingRpcHandler;
import io.github.realtimespring.internal.transport.websocket.HubHandshakeInterceptor;
import io.github.realtimespring.rpc.RpcHandler;
import io.github.realtimespring.security.TokenAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeStompAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeStompAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class,
					RealtimeWebSocketAutoConfiguration.class, RealtimeStompAutoConfiguration.class,
					TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class,
					JacksonAutoConfiguration.class, WebSocketMessagingAutoConfiguration.class));

	@Test
	void theMessageBrokerIsThereWithoutAnAnnotation() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(SimpMessagingTemplate.class)
				.hasSingleBean(SimpAnnotationMethodMessageHandler.class);
			assertThat(context.getBean("brokerMessageConverter", CompositeMessageConverter.class).getConverters())
				.as("Spring Boot's converters are there, too")
				.hasAtLeastOneElementOfType(JacksonJsonMessageConverter.class);
		});
	}

	@Test
	void theApplicationsExecutorAndSchedulerStay() {
		this.runner.withUserConfiguration(SchedulingConfiguration.class)
			.run((context) -> assertThat(context).hasBean("applicationTaskExecutor")
				.hasBean("taskScheduler")
				.getBean("applicationTaskExecutor")
				.isInstanceOf(ThreadPoolTaskExecutor.class));
	}

	@Test
	void anApplicationThatEnablesTheBrokerItselfKeepsItsEndpointsAndTheyAreGuarded() {
		this.runner.withUserConfiguration(OwnBrokerConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(DelegatingWebSocketMessageBrokerConfiguration.class);
			assertThat(context.getBean("stompWebSocketHandlerMapping", WebSocketHandlerMapping.class)
				.getUrlMap()
				.get("/own")).isInstanceOfSatisfying(WebSocketHttpRequestHandler.class,
						(handler) -> assertThat(handler.getHandshakeInterceptors())
							.hasAtLeastOneElementOfType(HubHandshakeInterceptor.class));
		});
	}

	@Test
	void callsReachMethodsUnlessTheApplicationAnswersThemItself() {
		this.runner.run((context) -> assertThat(context).getBean(RpcHandler.class)
			.isInstanceOf(MessageMappingRpcHandler.class));
		RpcHandler own = (session, method, data) -> CompletableFuture.completedFuture(data);
		this.runner.withBean("own", RpcHandler.class, () -> own)
			.run((context) -> assertThat(context).getBean(RpcHandler.class).isSameAs(own));
	}

	@Test
	void whatVerifiesTokensMaySendMessages() {
		this.runner.withUserConfiguration(OwnBrokerConfiguration.class, SendingUsersConfiguration.class)
			.run((context) -> assertThat(context.getBean(TokenAuthenticator.class).authenticate("ann").user())
				.isEqualTo("ann"));
	}

	@Test
	void reactiveBeansThatProtectNothingAreWarnedOf(CapturedOutput output) {
		this.runner.withBean("apiKeys", WebFilter.class, () -> (exchange, chain) -> chain.filter(exchange))
			.withBean("rules", SecurityWebFilterChain.class, () -> mock(SecurityWebFilterChain.class))
			.run((context) -> assertThat(output).containsOnlyOnce("WebFilter protect nothing: apiKeys")
				.containsOnlyOnce("SecurityWebFilterChain protect nothing: rules"));
	}

	@Test
	void aServletApplicationIsNotWarnedOfReactiveBeans(CapturedOutput output) {
		this.runner.run((context) -> assertThat(output).doesNotContain("protect nothing"));
	}

	@Test
	void theBrokerIsOurs() {
		this.runner.run((context) -> assertThat(context.getBean("simpleBrokerMessageHandler"))
			.isInstanceOf(StompBrokerMessageHandler.class));
	}

	@Test
	void stompCanBeSwitchedOff() {
		this.runner.withPropertyValues("realtime.stomp.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(SimpMessagingTemplate.class)
				.doesNotHaveBean(RealtimeStompAutoConfiguration.class));
	}

	@Test
	void worksWithoutSpringSecurity() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasSingleBean(SimpMessagingTemplate.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SchedulingConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class OwnBrokerConfiguration implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/own");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SendingUsersConfiguration {

		@Bean
		Converter<Jwt, AbstractAuthenticationToken> aConverter(UserService users) {
			return (jwt) -> new JwtAuthenticationToken(jwt, null, jwt.getSubject());
		}

		@Bean
		JwtDecoder aDecoder(UserService users) {
			return (token) -> Jwt.withTokenValue(token).header("alg", "none").subject(token).build();
		}

		@Bean
		UserService users(SimpMessagingTemplate template) {
			return new UserService(template);
		}

	}

	record UserService(SimpMessagingTemplate template) {

	}

}
