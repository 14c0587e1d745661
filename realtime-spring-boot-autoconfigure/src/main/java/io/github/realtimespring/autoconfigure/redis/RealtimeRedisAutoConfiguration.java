package io.github.realtimespring.autoconfigure.redis;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.relay.Relay;

/**
 * Auto-configuration of the relay through Redis, over the connection factory that the
 * application already has.
 */
@AutoConfiguration(before = RealtimeAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnProperty(name = "realtime.relay", havingValue = "redis")
public final class RealtimeRedisAutoConfiguration {

	RealtimeRedisAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(Relay.class)
	Relay realtimeMissingRedisRelay() {
		throw new RealtimeRedisUnavailableException(
				"'realtime.relay' is 'redis', and Spring Data Redis with Lettuce is not on the class path.",
				"Add org.springframework.boot:spring-boot-starter-data-redis to the application, or set "
						+ "'realtime.relay' to 'local' if it runs on one node only.");
	}

}
