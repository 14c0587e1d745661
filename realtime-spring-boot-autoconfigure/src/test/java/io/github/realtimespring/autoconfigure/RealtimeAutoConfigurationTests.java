package io.github.realtimespring.autoconfigure;

import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.Publication;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.autoconfigure.properties.InvalidRealtimePropertyException;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.guard.ChannelPermission;
import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.PatternOptions;
import io.github.realtimespring.internal.lifecycle.Admission;
import io.github.realtimespring.internal.lifecycle.DrainLifecycle;
import io.github.realtimespring.internal.publish.RealtimeTemplate;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.relay.RelayStatus;
import io.github.realtimespring.security.ChannelAction;
import io.github.realtimespring.security.ChannelAuthorizationRules;
import io.github.realtimespring.security.ChannelAuthorizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for {@link RealtimeAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class));

	@Test
	void rulesOfTheApplicationDecideInPlaceOfTheNamespaces() {
		ClientIdentity ann = new ClientIdentity(UsernamePasswordAuthenticationToken.authenticated("ann", null,
				AuthorityUtils.createAuthorityList("ROLE_USER")), null);
		this.runner
			.withBean(ChannelAuthorizationRules.class,
					() -> ChannelAuthorizationRules.builder().subscribe("chat:*").hasRole("STAFF").build())
			.withPropertyValues("realtime.namespaces.chat.publish=any")
			.run((context) -> {
				ChannelPermissions permissions = context.getBean(ChannelPermissions.class);
				assertThat(permissions.check(ChannelAction.SUBSCRIBE, "chat:1", ann))
					.isEqualTo(ChannelPermission.DENIED);
				assertThat(permissions.check(ChannelAction.PUBLISH, "chat:1", ann))
					.isEqualTo(ChannelPermission.GRANTED);
				assertThat(permissions.check(ChannelAction.SUBSCRIBE, "other:1", ann))
					.isEqualTo(ChannelPermission.UNKNOWN_CHANNEL);
			});
	}

	@Test
	void aHubRunsOnTheLocalRelayAndTheLogSaysSo(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(Hub.class).hasSingleBean(LocalRelay.class);
			assertThat(context.getBean(Hub.class).isRunning()).isTrue();
			assertThat(context.getBean(Hub.class).relayStatus().delivering()).isTrue();
			assertThat(output).contains("The relay is local: messages stay on this node");
		});
	}

	@Test
	void unknownPropertiesAreReportedWhereBeansAreCreatedLazilyToo(CapturedOutput output) {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("realtime.node-nam=one")
			.run((context) -> assertThat(output).contains("Unknown property 'realtime.node-nam'"));
	}

	@Test
	void limitsComeFromTheProperties() {
		this.runner
			.withPropertyValues("realtime.outbound.max-bytes=2KB", "realtime.outbound.max-messages=3",
					"realtime.outbound.write-timeout=4s", "realtime.inbound.max-pending=5",
					"realtime.inbound.max-bytes=10KB", "realtime.inbound.max-total-bytes=11MB",
					"realtime.limits.max-subscriptions=6", "realtime.limits.max-sessions=7",
					"realtime.dispatch.lanes=2", "realtime.dispatch.lane-capacity=9")
			.run((context) -> {
				HubOptions options = context.getBean(Hub.class).options();
				assertThat(options.outbound().maxBytes()).isEqualTo(2048);
				assertThat(options.outbound().maxFrames()).isEqualTo(3);
				assertThat(options.outbound().writeTimeout()).hasSeconds(4);
				assertThat(options.inbound().maxPending()).isEqualTo(5);
				assertThat(options.inbound().maxBytes()).isEqualTo(10 * 1024);
				assertThat(options.inbound().maxTotalBytes()).isEqualTo(11 * 1024 * 1024);
				assertThat(options.maxSubscriptions()).isEqualTo(6);
				assertThat(options.dispatch().lanes()).isEqualTo(2);
				assertThat(options.dispatch().laneCapacity()).isEqualTo(9);
				assertThat(context.getBean(Admission.class).maxSessions()).isEqualTo(7);
			});
	}

	@Test
	void onlyChannelsOfANamespaceWithAnIntervalAreConflated() {
		this.runner
			.withPropertyValues("realtime.namespaces.prices.conflation-interval=1m",
					"realtime.namespaces.chat.subscribe=any")
			.run((context) -> {
				RealtimeOperations operations = context.getBean(RealtimeOperations.class);
				assertThat(List.of("prices:1", "chat:1", "news", "/queue/x", "other:1"))
					.allSatisfy((channel) -> assertThat(operations.publish(channel, "1")).isCompleted());
				assertThat(operations.publish("prices:1", "2")).isNotDone();
				assertThat(List.of("chat:1", "news", "/queue/x", "other:1"))
					.allSatisfy((channel) -> assertThat(operations.publish(channel, "2")).isCompleted());
			});
	}

	@Test
	void theIntervalOfTheDefaultNamespaceIsNotThatOfUsers() {
		this.runner.withPropertyValues("realtime.namespaces.default.conflation-interval=1m").run((context) -> {
			RealtimeOperations operations = context.getBean(RealtimeOperations.class);
			operations.publish("news", "1");
			operations.publishToUser("ann", "/queue/x", "1");
			assertThat(operations.publish("news", "2")).isNotDone();
			assertThat(operations.publishToUser("ann", "/queue/x", "2")).isCompleted();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "realtime.node-name=one", "realtime.relay.redis.prefix=p" })
	void theFormerNameOfTheRelayStopsTheApplication(String other) {
		this.runner.withPropertyValues("realtime.relay=redis", other)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidRealtimePropertyException.class)
				.hasMessage("realtime.relay is not a property any more: use realtime.relay.type"));
	}

	@Test
	void anEmptySectionOfTheRelayIsNoFormerName() {
		this.runner.withPropertyValues("realtime.relay=")
			.run((context) -> assertThat(context).hasNotFailed().getBean(Relay.class).isInstanceOf(LocalRelay.class));
	}

	@Test
	void valuesAreCheckedWhetherTheyAreUsedOrNot() {
		this.runner.withPropertyValues("realtime.relay.redis.probe-timeout=4s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidRealtimePropertyException.class));
	}

	@Test
	void namespacesComeFromTheProperties() {
		this.runner
			.withPropertyValues("realtime.namespaces.chat.publish=authenticated",
					"realtime.namespaces.default.subscribe=none")
			.run((context) -> {
				Namespaces namespaces = context.getBean(Namespaces.class);
				assertThat(namespaces.find("chat:1"))
					.isEqualTo(new Namespace("chat", ClientAccess.ANY, ClientAccess.AUTHENTICATED));
				assertThat(namespaces.find("news"))
					.isEqualTo(new Namespace("default", ClientAccess.NONE, ClientAccess.NONE));
				assertThat(namespaces.find("other:1")).isNull();
			});
		this.runner
			.withPropertyValues("realtime.namespaces.prices.history.max-publications=100",
					"realtime.namespaces.prices.history.ttl=1h", "realtime.namespaces.prices.history.meta-ttl=2d")
			.run((context) -> {
				HistoryOptions history = new HistoryOptions(100, Duration.ofHours(1), Duration.ofDays(2));
				assertThat(context.getBean(Namespaces.class).findOrDefault("prices:1").history()).isEqualTo(history);
				assertThat(context.getBean(Hub.class).historyOptions("prices:1")).isEqualTo(history);
				assertThat(context.getBean(Hub.class).historyOptions("other:1").isEnabled()).isFalse();
			});
		this.runner
			.withPropertyValues("realtime.namespaces.prices.patterns=true", "realtime.patterns.max-per-session=3",
					"realtime.patterns.max-per-node=4", "realtime.patterns.recheck-interval=5s")
			.run((context) -> {
				assertThat(context.getBean(Namespaces.class).findOrDefault("prices:1").patterns()).isTrue();
				assertThat(context.getBean(Namespaces.class).findOrDefault("other").patterns()).isFalse();
				assertThat(context.getBean(Hub.class).options().patterns())
					.isEqualTo(new PatternOptions(3, 4, Duration.ofSeconds(5)));
			});
		this.runner.withPropertyValues("realtime.allow-unknown-namespaces=true")
			.run((context) -> assertThat(context.getBean(Namespaces.class).find("other:1"))
				.isEqualTo(Namespace.withDefaults("default")));
	}

	@Test
	void theTemplateWritesWithTheApplicationsJsonMapper() {
		this.runner.withUserConfiguration(RecordingRelayConfiguration.class, SnakeCaseConfiguration.class)
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
			.run((context) -> assertThat(
					publish(context.getBean(RealtimeOperations.class), context.getBean(RecordingRelay.class)))
				.isEqualTo("{\"last_price\":1}"));
	}

	@Test
	void theTemplateWritesJsonWithoutJacksonAutoConfiguration() {
		this.runner.withUserConfiguration(RecordingRelayConfiguration.class)
			.run((context) -> assertThat(
					publish(context.getBean(RealtimeOperations.class), context.getBean(RecordingRelay.class)))
				.isEqualTo("{\"lastPrice\":1}"));
	}

	@Test
	void theApplicationsExecutorStaysAndOursAreBounded() {
		this.runner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.withPropertyValues("realtime.inbound.threads=3", "realtime.limits.max-sessions=5000")
			.run((context) -> {
				assertThat(context).hasBean("applicationTaskExecutor");
				assertThat(context.getBeanProvider(Executor.class).getIfUnique())
					.isSameAs(context.getBean("applicationTaskExecutor"));
				ThreadPoolTaskExecutor inbound = context.getBean(RealtimeExecutors.INBOUND,
						ThreadPoolTaskExecutor.class);
				assertThat(inbound.getMaxPoolSize()).isEqualTo(3);
				assertThat(inbound.getQueueCapacity()).isEqualTo(10000);
				assertThat(inbound.getThreadNamePrefix()).isEqualTo("realtime-inbound-");
				for (String name : new String[] { RealtimeExecutors.INBOUND, RealtimeExecutors.CLOSE,
						RealtimeExecutors.WRITE }) {
					assertThat(context.getBean(name, ThreadPoolTaskExecutor.class).getPhase()).as(name)
						.isLessThan(Hub.PHASE);
				}
			});
	}

	@Test
	void platformThreadsServeWhereVirtualOnesAreNotWanted() {
		this.runner.run((context) -> assertThat(context.getBean(RealtimeExecutors.INBOUND))
			.isInstanceOf(ThreadPoolTaskExecutor.class));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsServeWhereTheyAreEnabled() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			AsyncTaskExecutor executor = context.getBean(RealtimeExecutors.INBOUND, AsyncTaskExecutor.class);
			Thread thread = executor.submit(Thread::currentThread).get();
			assertThat(thread.getName()).startsWith("realtime-inbound-");
			assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void methodsThatRunWhenTheContextClosesHaveTheirBeans(boolean virtual) {
		assumeTrue(!virtual || JRE.currentVersion().compareTo(JRE.JAVA_21) >= 0);
		CompletableFuture<Boolean> destroyed = new CompletableFuture<>();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch closing = new CountDownLatch(1);
		this.runner.withPropertyValues("spring.threads.virtual.enabled=" + virtual)
			.withBean("used", Closeable.class, () -> () -> destroyed.complete(true))
			.withInitializer((context) -> context
				.addApplicationListener((ApplicationListener<ContextClosedEvent>) (event) -> closing.countDown()))
			.run((context) -> {
				context.getBean(RealtimeExecutors.APPLICATION, AsyncTaskExecutor.class).submit(() -> {
					running.countDown();
					closing.await();
					try {
						destroyed.get(1, TimeUnit.SECONDS);
					}
					catch (TimeoutException ex) {
						destroyed.complete(false);
					}
					return null;
				});
				running.await();
			});
		assertThat(destroyed).isCompletedWithValue(false);
	}

	@Test
	void theDrainEndsBeforeTheWebServerStops() {
		this.runner.run((context) -> assertThat(context.getBean(DrainLifecycle.class).getPhase())
			.isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE)
			.isGreaterThan(Hub.PHASE));
	}

	@Test
	void theNodeHasAName() {
		this.runner.run((context) -> {
			RealtimeNode node = context.getBean(RealtimeNode.class);
			assertThat(node.name()).isEqualTo(node.id()).contains("-");
		});
		this.runner.withPropertyValues("realtime.node-name=one").run((context) -> {
			RealtimeNode node = context.getBean(RealtimeNode.class);
			assertThat(node.name()).isEqualTo("one");
			assertThat(node.id()).startsWith("one-");
		});
	}

	@Test
	void theApplicationsOwnBeansReplaceOurs() {
		this.runner.withUserConfiguration(OwnBeansConfiguration.class).run((context) -> {
			for (Class<?> type : new Class<?>[] { Namespaces.class, ChannelAuthorizer.class, Relay.class,
					RealtimeOperations.class }) {
				assertThat(context).getBeanNames(type).as(type.getName()).singleElement().asString().startsWith("own");
			}
			assertThat(context.getBean(RealtimeExecutors.INBOUND)).isSameAs(context.getBean(RealtimeExecutors.CLOSE))
				.isSameAs(context.getBean(RealtimeExecutors.WRITE))
				.isInstanceOf(SimpleAsyncTaskExecutor.class);
		});
	}

	private static String publish(RealtimeOperations operations, RecordingRelay relay) {
		operations.publish("prices", new Price(1)).join();
		Publication published = relay.last;
		assertThat(published).isNotNull();
		return new String(published.data(), StandardCharsets.UTF_8);
	}

	record Price(int lastPrice) {

	}

	@Configuration(proxyBeanMethods = false)
	static class SnakeCaseConfiguration {

		@Bean
		JsonMapper jsonMapper() {
			return JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RecordingRelayConfiguration {

		@Bean
		RecordingRelay relay() {
			return new RecordingRelay();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBeansConfiguration {

		@Bean
		Namespaces ownNamespaces() {
			return new Namespaces(List.of(), false);
		}

		@Bean
		ChannelAuthorizer ownAuthorizer() {
			return (action, channel, namespace, identity) -> false;
		}

		@Bean
		Relay ownRelay() {
			return new RecordingRelay();
		}

		@Bean
		RealtimeTemplate ownTemplate(Hub hub) {
			return new RealtimeTemplate(hub, (object) -> new byte[0]);
		}

		@Bean({ RealtimeExecutors.INBOUND, RealtimeExecutors.CLOSE, RealtimeExecutors.WRITE })
		AsyncTaskExecutor ownExecutor() {
			return new SimpleAsyncTaskExecutor();
		}

	}

	static class RecordingRelay implements Relay {

		private volatile Publication last;

		@Override
		public void start(RelayListener listener) {
		}

		@Override
		public void stop() {
		}

		@Override
		public CompletableFuture<StreamPosition> publish(String channel, Publication publication) {
			this.last = publication;
			return CompletableFuture.completedFuture(StreamPosition.NONE);
		}

		@Override
		public CompletableFuture<Void> subscribe(String channel) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletableFuture<Void> unsubscribe(String channel) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletableFuture<Void> subscribePrefix(String prefix) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletableFuture<Void> unsubscribePrefix(String prefix) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public RelayStatus status() {
			return new RelayStatus("recording", true, Map.of());
		}

	}

}
