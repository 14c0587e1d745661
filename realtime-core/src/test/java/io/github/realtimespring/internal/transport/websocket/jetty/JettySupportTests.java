package io.github.realtimespring.internal.transport.websocket.jetty;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JettySupport}.
 */
class JettySupportTests {

	@Test
	void thisVersionHasAllMethods() {
		assertThat(JettySupport.findMissingMethod(getClass().getClassLoader())).isNull();
	}

	@Test
	void withoutJettyAMethodIsMissing() {
		assertThat(JettySupport.findMissingMethod(ClassLoader.getPlatformClassLoader())).contains("CoreSession");
	}

}
