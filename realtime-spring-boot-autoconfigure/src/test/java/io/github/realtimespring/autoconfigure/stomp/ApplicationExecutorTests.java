package io.github.realtimespring.autoconfigure.stomp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.sockjs.support.AbstractSockJsService;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.centrifuge.RealtimeCentrifugeAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.websocket.RealtimeWebSocketAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with executors and schedulers but without messages finds its own, with
 * the starter as without it.
 */
class ApplicationExecutorTests {

	private static final WebApplicationContextRunner PLAIN = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class));

	private static final WebApplicationContextRunner STARTER = PLAIN
		.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class,
				RealtimeSecurityAutoConfiguration.class, RealtimeCentrifugeAutoConfiguration.class,
				RealtimeWebSocketAutoConfiguration.class, RealtimeStompAutoConfiguration.class));

	static Stream<WebApplicationContextRunner> withAndWithoutTheStarter() {
		return Stream.of(PLAIN, STARTER, STARTER.withPropertyValues("realtime.stomp.enabled=false"));
	}

	@ParameterizedTest
	@MethodSource("withAndWithoutTheStarter")
	void asyncMethodsRunOnTheApplicationsPool(WebApplicationContextRunner runner) {
		runner.withUserConfiguration(AsyncConfiguration.class)
			.run((context) -> assertThat(context.getBean(AsyncService.class).thread().get(30, TimeUnit.SECONDS))
				.startsWith("pool-of-the-application-"));
	}

	@ParameterizedTest
	@MethodSource("withAndWithoutTheStarter")
	void scheduledMethodsRunOnTheApplicationsScheduler(WebApplicationContextRunner runner) {
		runner.withUserConfiguration(ScheduledConfiguration.class)
			.run((context) -> assertThat(context.getBean(Job.class).thread.get(30, TimeUnit.SECONDS))
				.startsWith("scheduler-of-the-application-"));
	}

	@ParameterizedTest
	@MethodSource("withAndWithoutTheStarter")
	void theApplicationsBeansAreInjectedByType(WebApplicationContextRunner runner) {
		runner.withUserConfiguration(ScheduledConfiguration.class, ByTypeConfiguration.class).run((context) -> {
			ByType beans = context.getBean(ByType.class);
			assertThat(beans.scheduler()).isSameAs(context.getBean("jobs"));
			assertThat(beans.handler()).isSameAs(context.getBean("orders"));
		});
	}

	@Test
	void springsHandlerMappingsKeepTheirOwnScheduler() {
		STARTER.withUserConfiguration(ScheduledConfiguration.class, ByTypeConfiguration.class)
			.withPropertyValues("realtime.stomp.sockjs=true")
			.run((context) -> {
				Object handler = context.getBean("stompWebSocketHandlerMapping", WebSocketHandlerMapping.class)
					.getUrlMap()
					.get("/ws/**");
				assertThat(handler).isInstanceOfSatisfying(SockJsHttpRequestHandler.class,
						(sockJs) -> assertThat(((AbstractSockJsService) sockJs.getSockJsService()).getTaskScheduler())
							.isSameAs(context.getBean("messageBrokerTaskScheduler")));
			});
	}

	@ParameterizedTest
	@MethodSource("withAndWithoutTheStarter")
	void bootsExecutorAndSchedulerAreInjectedByType(WebApplicationContextRunner runner) {
		runner.withUserConfiguration(SchedulingConfiguration.class)
			.run((context) -> assertThat(context.getBean(SchedulerHolder.class).scheduler())
				.isSameAs(context.getBean("taskScheduler")));
		runner.withUserConfiguration(ExecutorConfiguration.class)
			.run((context) -> assertThat(context.getBean(ExecutorHolder.class).executor())
				.isSameAs(context.getBean("applicationTaskExecutor")));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncConfiguration {

		@Bean
		ThreadPoolTaskExecutor asyncPool() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setThreadNamePrefix("pool-of-the-application-");
			return executor;
		}

		@Bean
		AsyncService asyncService() {
			return new AsyncService();
		}

	}

	static class AsyncService {

		@Async
		CompletableFuture<String> thread() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class ScheduledConfiguration {

		@Bean
		ThreadPoolTaskScheduler jobs() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setThreadNamePrefix("scheduler-of-the-application-");
			return scheduler;
		}

		@Bean
		Job job() {
			return new Job();
		}

	}

	static class Job {

		private final CompletableFuture<String> thread = new CompletableFuture<>();

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
		void run() {
			this.thread.complete(Thread.currentThread().getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ByTypeConfiguration {

		@Bean
		TextWebSocketHandler orders() {
			return new TextWebSocketHandler();
		}

		@Bean
		ByType byType(TaskScheduler anyScheduler, TextWebSocketHandler anyHandler) {
			return new ByType(anyScheduler, anyHandler);
		}

	}

	record ByType(TaskScheduler scheduler, TextWebSocketHandler handler) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SchedulingConfiguration {

		@Bean
		SchedulerHolder schedulerHolder(TaskScheduler anyScheduler) {
			return new SchedulerHolder(anyScheduler);
		}

	}

	record SchedulerHolder(TaskScheduler scheduler) {

	}

	@Configuration(proxyBeanMethods = false)
	static class ExecutorConfiguration {

		@Bean
		ExecutorHolder executorHolder(Executor anyExecutor) {
			return new ExecutorHolder(anyExecutor);
		}

	}

	record ExecutorHolder(Executor executor) {

	}

}
