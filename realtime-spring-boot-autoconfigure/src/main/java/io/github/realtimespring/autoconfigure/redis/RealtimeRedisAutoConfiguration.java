package io.github.realtimespring.autoconfigure.redis;

import java.util.List;

import io.lettuce.core.RedisClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.RealtimeNode;
import io.github.realtimespring.autoconfigure.RedisRelayFactory;
import io.github.realtimespring.autoconfigure.properties.RedisRelayProperties;
import io.github.realtimespring.internal.relay.redis.RedisRelay;
import io.github.realtimespring.internal.relay.redis.RedisRelayOptions;
import io.github.realtimespring.internal.relay.redis.link.UnsupportedConnectionFactoryException;
import io.github.realtimespring.internal.relay.redis.seal.RelayKey;
import io.github.realtimespring.internal.relay.redis.seal.RelayKeys;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Auto-configuration of the relay through Redis, over the connection factory that the
 * application already has.
 */
@AutoConfiguration(before = RealtimeAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
public final class RealtimeRedisAutoConfiguration {

	private static final String ADD_STARTER = "Add org.springframework.boot:spring-boot-starter-data-redis to the "
			+ "application";

	private static final String OR_LOCAL = ", or set 'realtime.relay.type' to 'local' if it runs on one node only.";

	RealtimeRedisAutoConfiguration() {
	}

	// Registered after the nested configuration, so only where that one does not apply
	@Bean
	@ConditionalOnMissingBean
	RedisRelayFactory realtimeMissingRedisRelayFactory() {
		return () -> {
			throw new RealtimeRedisUnavailableException(
					"'realtime.relay.type' is 'redis', and Spring Data Redis with Lettuce is not on the class path.",
					ADD_STARTER + OR_LOCAL);
		};
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RedisConnectionFactory.class, RedisClient.class })
	static class LettuceConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RedisRelayFactory realtimeRedisRelayFactory(ObjectProvider<RedisConnectionFactory> connectionFactory,
				ObjectProvider<RealtimeNode> node, ObjectProvider<RedisRelayProperties> properties,
				ObjectProvider<RealtimeMetrics> metrics) {
			return () -> create(find(connectionFactory), options(node.getObject(), properties.getObject()),
					metrics.getIfAvailable(() -> RealtimeMetrics.NONE));
		}

		private static RedisRelayOptions options(RealtimeNode node, RedisRelayProperties properties) {
			List<RelayKey> keys = properties.keys()
				.stream()
				.map((key) -> new RelayKey(key.id(), key.secretBytes()))
				.toList();
			return new RedisRelayOptions(properties.prefix(), node.id(), properties.publishTimeout(),
					properties.probeInterval(), properties.probeTimeout(),
					new RelayKeys(keys, properties.keysRequired(), properties.replayWindow()));
		}

		private static RedisRelay create(RedisConnectionFactory connectionFactory, RedisRelayOptions options,
				RealtimeMetrics metrics) {
			try {
				return new RedisRelay(connectionFactory, options, metrics);
			}
			catch (UnsupportedConnectionFactoryException ex) {
				throw new RealtimeRedisUnavailableException(
						"'realtime.relay.type' is 'redis', and the application's RedisConnectionFactory is a "
								+ connectionFactory.getClass().getName() + ", not Lettuce's.",
						"Remove Jedis from the class path or set 'spring.data.redis.client-type' to 'lettuce'"
								+ OR_LOCAL);
			}
		}

		private static RedisConnectionFactory find(ObjectProvider<RedisConnectionFactory> connectionFactory) {
			RedisConnectionFactory found = connectionFactory.getIfUnique();
			if (found != null) {
				return found;
			}
			if (connectionFactory.stream().findAny().isPresent()) {
				throw new RealtimeRedisUnavailableException(
						"'realtime.relay.type' is 'redis', and the application has several RedisConnectionFactory beans.",
						"Mark the one that shall carry messages between nodes as @Primary.");
			}
			throw new RealtimeRedisUnavailableException(
					"'realtime.relay.type' is 'redis', and the application has no RedisConnectionFactory.",
					ADD_STARTER + " and do not exclude its auto-configuration" + OR_LOCAL);
		}

	}

}
