package io.github.realtimespring.autoconfigure.websocket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.websocket.server.ServerContainer;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.properties.WebSocketProperties;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.transport.websocket.SocketWriterFactory;
import io.github.realtimespring.internal.transport.websocket.tomcat.TomcatSocketWriters;
import io.github.realtimespring.test.BufferSizes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RealtimeTomcatAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeTomcatAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class,
				RealtimeSecurityAutoConfiguration.class, RealtimeWebSocketAutoConfiguration.class,
				RealtimeTomcatAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
		.withPropertyValues("server.port=0", "realtime.drain.period=0s", "realtime.security.anonymous=allowed");

	@Test
	void sessionsWriteToTomcatsSocketsThemselves(CapturedOutput output) {
		this.runner
			.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.ProtocolConfiguration.class,
					RecordingConfiguration.class)
			.run((context) -> {
				TomcatWebServer server = server(context);
				TestClient client = TestClient.connect(server.getPort(), "/connection/websocket");
				client.send("hello");
				assertThat(client.receive()).isEqualTo("echo hello");
				assertThat(context.getBean(RecordingWriters.class).found).singleElement()
					.isInstanceOf(SocketWriter.class);
				Connector connector = server.getTomcat().getConnector();
				assertThat(connector.getProperty("socket.bufferPool")).hasToString("0");
				assertThat(output).containsOnlyOnce("WebSocket messages go to Tomcat as shared frames");
			});
	}

	@Test
	void aSessionIsGivenNoCompressionThatWouldOnlyTakeMemory() {
		this.runner.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.ProtocolConfiguration.class)
			.run((context) -> {
				String response = handshake(server(context).getPort(), "/connection/websocket",
						"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
				assertThat(response).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
			});
	}

	private static String handshake(int port, String path, String header) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.getOutputStream()
				.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
						+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + header
						+ "\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			StringBuilder response = new StringBuilder();
			for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
				response.append(line).append('\n');
			}
			return response.toString();
		}
	}

	@Test
	void whereTheConnectorReusesItsChannelsSessionsTakeThePublicApi(CapturedOutput output) {
		assertThatSessionsTakeThePublicApi((connector) -> connector.setProperty("socket.bufferPool", "500"),
				(factory) -> {
				}, output, "socket.bufferPool is not 0");
	}

	@Test
	void whereAnotherConnectorReusesItsChannelsSessionsTakeThePublicApi(CapturedOutput output) {
		assertThatSessionsTakeThePublicApi((connector) -> {
		}, (factory) -> {
			Connector other = new Connector();
			other.setPort(0);
			factory.addAdditionalConnectors(other);
		}, output, "socket.bufferPool is not 0");
	}

	@Test
	void whereTheConnectorDoesNotWriteAsynchronouslySessionsTakeThePublicApi(CapturedOutput output) {
		assertThatSessionsTakeThePublicApi((connector) -> connector.setProperty("useAsyncIO", "false"), (factory) -> {
		}, output, "useAsyncIO is off");
	}

	@Test
	void whereTheConnectorIsNotNioSessionsTakeThePublicApi(CapturedOutput output) {
		assertThatSessionsTakeThePublicApi((connector) -> {
		}, (factory) -> factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol"), output,
				"HTTP/1.1 over NIO");
	}

	private void assertThatSessionsTakeThePublicApi(TomcatConnectorCustomizer connectorCustomizer,
			WebServerFactoryCustomizer<TomcatServletWebServerFactory> factoryCustomizer, CapturedOutput output,
			String reason) {
		// Takes the place of ours
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> buffers = (factory) -> factory
			.addConnectorCustomizers((connector) -> {
				connector.setProperty("socket.bufferPool", "0");
				connectorCustomizer.customize(connector);
			});
		this.runner
			.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.ProtocolConfiguration.class,
					RecordingConfiguration.class)
			.withBean("realtimeTomcatBufferCustomizer", WebServerFactoryCustomizer.class, () -> buffers)
			.withBean("factoryCustomizer", FactoryCustomizer.class, () -> new FactoryCustomizer(factoryCustomizer))
			.run((context) -> {
				TestClient client = TestClient.connect(server(context).getPort(), "/connection/websocket");
				client.send("hello");
				assertThat(client.receive()).isEqualTo("echo hello");
				assertThat(context.getBean(RecordingWriters.class).found).containsExactly("nothing");
				assertThat(output).containsOnlyOnce("WebSocket messages go").contains(reason);
			});
	}

	private record FactoryCustomizer(WebServerFactoryCustomizer<TomcatServletWebServerFactory> delegate)
			implements
				WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

		@Override
		public void customize(TomcatServletWebServerFactory factory) {
			this.delegate.customize(factory);
		}

	}

	@Test
	void directWritesCanBeSwitchedOff(CapturedOutput output) {
		this.runner.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.ProtocolConfiguration.class)
			.withPropertyValues("realtime.websocket.direct-writes=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(TomcatSocketWriters.class);
				TestClient client = TestClient.connect(server(context).getPort(), "/connection/websocket");
				client.send("hello");
				assertThat(client.receive()).isEqualTo("echo hello");
				assertThat(output).containsOnlyOnce("public API of Tomcat: realtime.websocket.direct-writes is false");
			});
	}

	@Test
	void whereTomcatLacksAMethodNothingOfItsOwnIsTouched() {
		this.runner.withClassLoader(new FilteredClassLoader(WsHttpUpgradeHandler.class))
			.run((context) -> assertThat(context).doesNotHaveBean(TomcatSocketWriters.class)
				.doesNotHaveBean("realtimeTomcatUpgradeFilter"));
	}

	@Test
	void sessionsHaveSmallBuffersAndNothingElseHas() {
		this.runner
			.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.ProtocolConfiguration.class,
					RecordingConfiguration.class)
			.run((context) -> {
				TestClient.connect(server(context).getPort(), "/connection/websocket");
				await().untilAsserted(() -> assertThat(bufferSizes(context))
					.allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(256)));
				ServerContainer container = (ServerContainer) ((ServletWebServerApplicationContext) context
					.getSourceApplicationContext()).getServletContext().getAttribute(ServerContainer.class.getName());
				assertThat(container.getDefaultMaxTextMessageBufferSize()).isEqualTo(8192);
				assertThat(container.getDefaultMaxBinaryMessageBufferSize()).isEqualTo(8192);
			});
	}

	@Test
	void theSizeOfBuffersCanBeConfigured() {
		this.runner
			.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.ProtocolConfiguration.class,
					RecordingConfiguration.class)
			.withPropertyValues("realtime.websocket.buffer-size=2KB")
			.run((context) -> {
				TestClient.connect(server(context).getPort(), "/connection/websocket");
				await()
					.untilAsserted(() -> assertThat(bufferSizes(context)).containsEntry("WsFrameBase.inputBuffer", 2048)
						.containsEntry("SocketBufferHandler.readBuffer", 2048)
						.containsEntry("text part", 2048));
			});
	}

	@Test
	void tomcatCanKeepItsOwnBuffers() {
		this.runner
			.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.ProtocolConfiguration.class,
					RecordingConfiguration.class)
			.withPropertyValues("realtime.websocket.buffer-size=0")
			.run((context) -> {
				TestClient client = TestClient.connect(server(context).getPort(), "/connection/websocket");
				client.send("hello");
				assertThat(client.receive()).isEqualTo("echo hello");
				await()
					.untilAsserted(() -> assertThat(bufferSizes(context)).containsEntry("WsFrameBase.inputBuffer", 8192)
						.containsEntry("WsRemoteEndpointImplBase.outputBuffer", 8192)
						.containsEntry("SocketBufferHandler.writeBuffer", 8192));
			});
	}

	@Test
	void buffersThatTheApplicationMadeSmallerStay() {
		this.runner
			.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.ProtocolConfiguration.class,
					RecordingConfiguration.class)
			.withBean("smallReads", WebServerFactoryCustomizer.class,
					() -> (WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>) (factory) -> factory
						.addConnectorCustomizers((connector) -> connector.setProperty("socket.appReadBufSize", "200")))
			.run((context) -> {
				TestClient.connect(server(context).getPort(), "/connection/websocket");
				await().untilAsserted(
						() -> assertThat(bufferSizes(context)).containsEntry("SocketBufferHandler.readBuffer", 200));
			});
	}

	private static Map<String, Integer> bufferSizes(AssertableWebApplicationContext context)
			throws IllegalAccessException {
		List<WebSocketSession> sessions = context.getBean(RecordingWriters.class).sessions;
		await().until(() -> !sessions.isEmpty());
		return BufferSizes.of(((NativeWebSocketSession) sessions.get(0)).getNativeSession());
	}

	@Test
	void tomcatHasRoomForAllSessionsUnlessItsLimitIsConfigured() {
		this.runner.run((context) -> assertThat(maxConnections(context)).isEqualTo(21024));
		this.runner.withPropertyValues("realtime.limits.max-sessions=10")
			.run((context) -> assertThat(maxConnections(context)).isEqualTo(8192));
		this.runner.withPropertyValues("server.tomcat.max-connections=5")
			.run((context) -> assertThat(maxConnections(context)).isEqualTo(5));
	}

	@Test
	void aLimitOfConnectionsThatTheApplicationSetsInCodeStays() {
		TomcatConnectorCustomizer limit = (connector) -> ((AbstractProtocol<?>) connector.getProtocolHandler())
			.setMaxConnections(500);
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> customizer = (factory) -> factory
			.addConnectorCustomizers(limit);
		this.runner.withBean("limit", FactoryCustomizer.class, () -> new FactoryCustomizer(customizer))
			.run((context) -> assertThat(maxConnections(context)).isEqualTo(500));
	}

	private static int maxConnections(AssertableWebApplicationContext context) {
		return ((AbstractProtocol<?>) server(context).getTomcat().getConnector().getProtocolHandler())
			.getMaxConnections();
	}

	private static TomcatWebServer server(AssertableWebApplicationContext context) {
		return (TomcatWebServer) ((ServletWebServerApplicationContext) context.getSourceApplicationContext())
			.getWebServer();
	}

	@Test
	void worksWithoutTomcat() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class,
							RealtimeWebSocketAutoConfiguration.class, RealtimeTomcatAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.apache.catalina", "org.apache.tomcat"))
			.run((context) -> assertThat(context).hasSingleBean(SocketWriterFactory.class)
				.doesNotHaveBean(TomcatSocketWriters.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class RecordingConfiguration {

		@Bean
		RecordingWriters recordingWriters(Hub hub, WebSocketProperties properties) {
			return new RecordingWriters(hub, (int) properties.bufferSize().toBytes());
		}

	}

	static class RecordingWriters extends TomcatSocketWriters {

		private final List<Object> found = new CopyOnWriteArrayList<>();

		private final List<WebSocketSession> sessions = new CopyOnWriteArrayList<>();

		RecordingWriters(Hub hub, int bufferSize) {
			super(hub.timer(), hub.options().outbound().writeTimeout(), bufferSize);
		}

		@Override
		public @Nullable SocketWriter find(WebSocketSession session) {
			SocketWriter writer = super.find(session);
			this.found.add((writer != null) ? writer : "nothing");
			this.sessions.add(session);
			return writer;
		}

	}

}
