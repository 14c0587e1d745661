package io.github.realtimespring.autoconfigure;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.autoconfigure.properties.CentrifugeProperties;
import io.github.realtimespring.autoconfigure.properties.DispatchProperties;
import io.github.realtimespring.autoconfigure.properties.DrainProperties;
import io.github.realtimespring.autoconfigure.properties.InboundProperties;
import io.github.realtimespring.autoconfigure.properties.LimitsProperties;
import io.github.realtimespring.autoconfigure.properties.OutboundProperties;
import io.github.realtimespring.autoconfigure.properties.PatternProperties;
import io.github.realtimespring.autoconfigure.properties.PropertyChecks;
import io.github.realtimespring.autoconfigure.properties.RealtimeProperties;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties.Mode;
import io.github.realtimespring.autoconfigure.properties.RedisRelayProperties;
import io.github.realtimespring.autoconfigure.properties.RelayProperties;
import io.github.realtimespring.autoconfigure.properties.ResumeProperties;
import io.github.realtimespring.autoconfigure.properties.StompProperties;
import io.github.realtimespring.autoconfigure.properties.TenantProperties;
import io.github.realtimespring.autoconfigure.properties.UnknownPropertyReporter;
import io.github.realtimespring.autoconfigure.properties.WebSocketProperties;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.fleet.Fleet;
import io.github.realtimespring.internal.fleet.FleetStore;
import io.github.realtimespring.internal.fleet.FleetStoreProvider;
import io.github.realtimespring.internal.guard.AnswerCache;
import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.guard.MessageBroker;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.lifecycle.Admission;
import io.github.realtimespring.internal.lifecycle.DrainLifecycle;
import io.github.realtimespring.internal.lifecycle.LoadShedding;
import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;
import io.github.realtimespring.internal.publish.RealtimeTemplate;
import io.github.realtimespring.internal.publish.RevocationRequestListener;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.security.ChannelAuthorizer;

/**
 * Auto-configuration of the hub: sessions, subscriptions, limits, drain, and the template
 * that applications publish with.
 */
@AutoConfiguration(after = { TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class },
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@EnableConfigurationProperties({ RealtimeProperties.class, CentrifugeProperties.class, DispatchProperties.class,
		DrainProperties.class, InboundProperties.class, LimitsProperties.class, OutboundProperties.class,
		PatternProperties.class, RealtimeSecurityProperties.class, RedisRelayProperties.class, RelayProperties.class,
		ResumeProperties.class, StompProperties.class, TenantProperties.class, WebSocketProperties.class })
@Import(HubConfiguration.class)
public final class RealtimeAutoConfiguration {

	/**
	 * The drain ends before the web server begins its own graceful shutdown, which does
	 * not know of upgraded connections.
	 */
	static final int DRAIN_PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 512;

	private static final Log logger = LogFactory.getLog(RealtimeAutoConfiguration.class);

	private static final String DEV_TOOLS = "org.springframework.boot.devtools.restart.Restarter";

	private static final int THREADS_PER_PROCESSOR = 8;

	private static final int BLOCKING_THREADS = 64;

	private final RealtimeProperties properties;

	private final LimitsProperties limits;

	RealtimeAutoConfiguration(RealtimeProperties properties, LimitsProperties limits, Environment environment) {
		PropertyChecks.requireNoFormerRelay(environment);
		this.properties = properties;
		this.limits = limits;
	}

	@Bean
	@ConditionalOnMissingBean
	RealtimeNode realtimeNode() {
		return RealtimeNode.named(this.properties.nodeName());
	}

	@Bean
	@Lazy(false)
	static UnknownPropertyReporter realtimeUnknownPropertyReporter(Environment environment) {
		return new UnknownPropertyReporter(environment);
	}

	@Bean
	NothingServedReport realtimeNothingServedReport(ListableBeanFactory beanFactory) {
		return new NothingServedReport(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean
	Namespaces realtimeNamespaces() {
		return new Namespaces(this.properties.namespaces()
			.entrySet()
			.stream()
			.map((entry) -> namespace(entry.getKey(), entry.getValue()))
			.toList(), this.properties.allowUnknownNamespaces());
	}

	private static Namespace namespace(String name, RealtimeProperties.Channels channels) {
		return new Namespace(name, channels.subscribe(), channels.publish(), channels.flushDelay(),
				channels.history().toOptions(), channels.patterns(), channels.readHistory());
	}

	@Bean
	@ConditionalOnMissingBean
	ChannelAuthorizer realtimeChannelAuthorizer() {
		return ChannelAuthorizer.NAMESPACE_OPTIONS;
	}

	@Bean
	@ConditionalOnMissingBean
	ChannelPermissions realtimeChannelPermissions(Namespaces namespaces, ChannelAuthorizer channelAuthorizer,
			ObjectProvider<BrokerOwnership> brokerOwnership, RealtimeSecurityProperties security) {
		ChannelAuthorizer authorizer = cached(channelAuthorizer, security.authorizationCache());
		if (security.mode() == Mode.STRICT) {
			PropertyChecks.requireDeclaredNamespaces(this.properties);
			return ChannelPermissions.strict(namespaces, authorizer);
		}
		BrokerOwnership ownership = brokerOwnership.getIfAvailable(BrokerOwnership::new);
		return new ChannelPermissions(namespaces, authorizer, ownership::isConfiguredByApplication);
	}

	private static ChannelAuthorizer cached(ChannelAuthorizer authorizer,
			RealtimeSecurityProperties.AuthorizationCache cache) {
		return (cache.ttl().isZero() || authorizer == ChannelAuthorizer.NAMESPACE_OPTIONS) ? authorizer
				: new AnswerCache(authorizer, cache.ttl(), cache.maxEntries());
	}

	@Bean
	@ConditionalOnMissingBean
	MessageBroker realtimeMessageBroker(ApplicationContext context) {
		return new MessageBroker(context);
	}

	@Bean
	@ConditionalOnMissingBean
	CommandGuard realtimeCommandGuard(MessageBroker broker) {
		return new CommandGuard(broker);
	}

	@Bean
	@ConditionalOnMissingBean(Relay.class)
	Relay realtimeRelay(RelayProperties properties, ObjectProvider<RedisRelayFactory> redis) {
		if (properties.type() == RelayProperties.Type.REDIS) {
			RedisRelayFactory factory = redis.getIfAvailable();
			Assert.state(factory != null,
					"'realtime.relay.type' is 'redis', and the application excludes RealtimeRedisAutoConfiguration");
			return factory.create();
		}
		logger.info("The relay is local: messages stay on this node");
		return new LocalRelay(properties.local().maxHistorySize().toBytes());
	}

	@Bean(name = RealtimeExecutors.INBOUND, defaultCandidate = false)
	@Fallback
	@ConditionalOnMissingBean(name = RealtimeExecutors.INBOUND)
	AsyncTaskExecutor realtimeInboundExecutor(Environment environment, InboundProperties properties) {
		Integer threads = properties.threads();
		return executor(environment, "realtime-inbound-",
				(threads != null) ? threads : THREADS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
	}

	@Bean(name = RealtimeExecutors.APPLICATION, defaultCandidate = false)
	@Fallback
	@ConditionalOnMissingBean(name = RealtimeExecutors.APPLICATION)
	AsyncTaskExecutor realtimeApplicationExecutor(Environment environment, InboundProperties properties) {
		Integer threads = properties.threads();
		return executor(environment, "realtime-application-",
				(threads != null) ? threads : THREADS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
	}

	@Bean(name = RealtimeExecutors.CLOSE, defaultCandidate = false)
	@Fallback
	@ConditionalOnMissingBean(name = RealtimeExecutors.CLOSE)
	AsyncTaskExecutor realtimeCloseExecutor(Environment environment) {
		return executor(environment, "realtime-close-", BLOCKING_THREADS);
	}

	@Bean(name = RealtimeExecutors.WRITE, defaultCandidate = false)
	@Fallback
	@ConditionalOnMissingBean(name = RealtimeExecutors.WRITE)
	AsyncTaskExecutor realtimeWriteExecutor(Environment environment) {
		return executor(environment, "realtime-write-", BLOCKING_THREADS);
	}

	private AsyncTaskExecutor executor(Environment environment, String threadNamePrefix, int threads) {
		// A session has one task at a time here, and one more while it is being replaced
		int queueCapacity = Math.max(1024, 2 * this.limits.maxSessions());
		return RealtimeExecutors.create(Threading.VIRTUAL.isActive(environment), threadNamePrefix, threads,
				queueCapacity);
	}

	@Bean
	@ConditionalOnMissingBean(RealtimeOperations.class)
	RealtimeTemplate realtimeTemplate(Hub hub, ObjectProvider<JsonMapper> jsonMapper) {
		return new RealtimeTemplate(hub, jsonMapper.getIfAvailable(JsonMapper::shared)::writeValueAsBytes);
	}

	@Bean
	RevocationRequestListener realtimeRevocationRequestListener(RealtimeOperations operations) {
		return new RevocationRequestListener(operations);
	}

	@Bean
	@ConditionalOnMissingBean
	Fleet realtimeFleet(Hub hub, Relay relay, DrainProperties drain) {
		FleetStore store = (relay instanceof FleetStoreProvider provider) ? provider.fleet() : null;
		return new Fleet(store, drain.reconnectsPerSecond(), () -> hub.sessions().size(), hub.timer());
	}

	@Bean
	@ConditionalOnMissingBean
	Admission realtimeAdmission(Hub hub, Fleet fleet) {
		return new Admission(hub, fleet.budget(), this.limits.maxSessions());
	}

	@Bean
	@ConditionalOnMissingBean
	DrainLifecycle realtimeDrainLifecycle(Hub hub, Admission admission, Fleet fleet, DrainProperties drain,
			Environment environment) {
		return new DrainLifecycle(hub, admission, fleet, drainPeriod(drain, environment), drain.timeout(), DRAIN_PHASE);
	}

	@Bean
	@ConditionalOnMissingBean
	LoadShedding realtimeLoadShedding(Hub hub, Fleet fleet, DrainProperties drain) {
		return new LoadShedding(hub, fleet, drain.period());
	}

	/**
	 * Nobody wants to wait for browsers' connections whenever DevTools restart the
	 * application.
	 */
	private static Duration drainPeriod(DrainProperties drain, Environment environment) {
		boolean chosen = environment.containsProperty("realtime.drain.period");
		return (!chosen && ClassUtils.isPresent(DEV_TOOLS, null)) ? Duration.ZERO : drain.period();
	}

}
