package io.github.realtimespring.internal.aot;

import java.io.IOException;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.messaging.simp.config.AbstractMessageBrokerConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class RealtimeRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	RealtimeRuntimeHintsTests() {
		SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)
			.stream()
			.filter(RealtimeRuntimeHints.class::isInstance)
			.forEach((registrar) -> registrar.registerHints(this.hints, getClass().getClassLoader()));
	}

	@Test
	void everyResourceOfTheCoreIsRegistered() throws IOException {
		Resource[] resources = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/github/realtimespring/**/*.*");
		assertThat(resources).filteredOn((resource) -> !resource.getFilename().endsWith(".class"))
			.hasSizeGreaterThan(6)
			.allSatisfy((resource) -> {
				String url = resource.getURL().toString();
				assertThat(RuntimeHintsPredicates.resource().forResource(url.substring(url.indexOf("io/github/"))))
					.accepts(this.hints);
			});
	}

	@Test
	void fieldsThatAreUsedByReflectionAreRegistered() throws NoSuchFieldException {
		assertThat(RuntimeHintsPredicates.reflection()
			.onFieldAccess(SocketBufferHandler.class.getDeclaredField("readBuffer"))).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onFieldAccess(WebSocketSession.class.getDeclaredField("coreSession"))).accepts(this.hints);
	}

	@Test
	void theMethodThatTheBrokerProbeCallsIsRegistered() {
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(AbstractMessageBrokerConfiguration.class, "configureMessageBroker"))
			.accepts(this.hints);
	}

	@Test
	void theProxyOfJettysSessionIsRegistered() {
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(CoreSession.class)).accepts(this.hints);
	}

}
