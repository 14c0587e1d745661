package io.github.realtimespring.checker.node;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.resource.DnsResolvers;
import io.lettuce.core.resource.MappingSocketAddressResolver;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets the node find each server of Redis behind the proxy that stands for the network
 * between the two.
 */
@Configuration(proxyBeanMethods = false)
class NetworkExtension {

	@Bean
	static ClientResourcesBuilderCustomizer chaosNetwork(@Value("${chaos.redis.network}") String network) {
		Map<Integer, Integer> ports = Arrays.stream(network.split(","))
			.map((entry) -> entry.split(":"))
			.collect(Collectors.toMap((entry) -> Integer.valueOf(entry[0]), (entry) -> Integer.valueOf(entry[1])));
		return (resources) -> resources
			.socketAddressResolver(MappingSocketAddressResolver.create(DnsResolvers.UNRESOLVED, (server) -> HostAndPort
				.of(server.getHostText(), ports.getOrDefault(server.getPort(), server.getPort()))));
	}

}
