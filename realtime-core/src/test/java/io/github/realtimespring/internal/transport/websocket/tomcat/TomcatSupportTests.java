package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.util.List;

import org.apache.catalina.connector.Connector;
import org.apache.catalina.util.ServerInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TomcatSupport}.
 */
class TomcatSupportTests {

	@Test
	void thisVersionHasAllMethods() {
		assertThat(TomcatSupport.findMissingMethod(getClass().getClassLoader())).isNull();
	}

	@Test
	void withoutTomcatAMethodIsMissing() {
		assertThat(TomcatSupport.findMissingMethod(ClassLoader.getPlatformClassLoader())).contains("SocketWrapperBase");
	}

	@Test
	void aConnectorAsWeConfigureItHasNoObstacle() {
		assertThat(TomcatSupport.findObstacle(List.of(connector()))).isNull();
	}

	@Test
	void pooledChannelsAreAnObstacle() {
		assertThat(TomcatSupport.findObstacle(List.of(connector(), new Connector()))).contains("bufferPool");
		Connector pooled = connector();
		pooled.setProperty("socket.bufferPool", "500");
		assertThat(TomcatSupport.findObstacle(List.of(pooled))).contains("bufferPool");
	}

	@Test
	void switchedOffAsynchronousWritesAreAnObstacle() {
		Connector connector = connector();
		connector.setProperty("useAsyncIO", "false");
		assertThat(TomcatSupport.findObstacle(List.of(connector))).contains("useAsyncIO");
	}

	@Test
	void otherProtocolsAreAnObstacle() {
		Connector connector = new Connector("org.apache.coyote.http11.Http11Nio2Protocol");
		connector.setProperty("socket.bufferPool", "0");
		assertThat(TomcatSupport.findObstacle(List.of(connector))).contains("NIO");
	}

	private static Connector connector() {
		Connector connector = new Connector();
		connector.setProperty("socket.bufferPool", "0");
		return connector;
	}

	@ParameterizedTest
	@ValueSource(strings = { "11.0.22.0", "11.0.27.0" })
	void versionsThatWereTestedAreKnown(String version) {
		assertThat(TomcatSupport.findUntestedVersion(version)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "11.0.21.0", "11.0.28.0", "11.0.270.0", "11.1.25.0", "12.0.25.0", "", "11.0.x" })
	void whatElseThereMayBeWasNotTested(String version) {
		assertThat(TomcatSupport.findUntestedVersion(version)).contains("version " + version + " was not tested");
	}

	@Test
	void theVersionOfTheBuildIsOneThatWasTested() {
		assertThat(TomcatSupport.findUntestedVersion(ServerInfo.getServerNumber())).isNull();
	}

}
