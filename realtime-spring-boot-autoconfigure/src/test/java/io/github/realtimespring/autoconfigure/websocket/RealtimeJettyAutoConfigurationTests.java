package io.github.realtimespring.autoconfigure.websocket;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.websocket.Session;
import org.eclipse.jetty.ee11.webapp.AbstractConfiguration;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.ee11.websocket.jakarta.server.JakartaWebSocketServerContainer;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.transport.websocket.SocketWriterFactory;
import io.github.realtimespring.internal.transport.websocket.jetty.JettySocketWriters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealtimeJettyAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeJettyAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class,
				RealtimeSecurityAutoConfiguration.class, RealtimeWebSocketAutoConfiguration.class,
				RealtimeTomcatAutoConfiguration.class, RealtimeJettyAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
		.withUserConfiguration(JettyConfiguration.class,
				RealtimeWebSocketAutoConfigurationTests.ProtocolConfiguration.class)
		.withPropertyValues("realtime.drain.period=0s", "realtime.security.anonymous=allowed");

	@Test
	void sessionsSendThroughJettysCore(CapturedOutput output) {
		this.runner.withUserConfiguration(RecordingConfiguration.class).run((context) -> {
			assertThatMessagesAreEchoed(context);
			assertThat(context.getBean(RecordingWriters.class).found).singleElement().isInstanceOf(SocketWriter.class);
			assertThat(context.getBean(RecordingWriters.class).idleTimeouts).containsExactly(Duration.ofMinutes(10));
			assertThat(output).containsOnlyOnce("WebSocket messages go to Jetty as shared frames");
		});
	}

	@Test
	void theCoreCanBeSwitchedOff(CapturedOutput output) {
		this.runner.withPropertyValues("realtime.websocket.direct-writes=false").run((context) -> {
			assertThat(context).doesNotHaveBean(JettySocketWriters.class);
			assertThatMessagesAreEchoed(context);
			assertThat(output).containsOnlyOnce("public API of Jetty: realtime.websocket.direct-writes is false");
		});
	}

	@Test
	void whereJettyLacksAMethodNothingOfItsOwnIsTouched() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class,
							RealtimeWebSocketAutoConfiguration.class, RealtimeJettyAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.eclipse.jetty.websocket.core"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(JettySocketWriters.class));
	}

	@Test
	void worksWithoutJetty() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class,
							RealtimeWebSocketAutoConfiguration.class, RealtimeJettyAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.eclipse.jetty"))
			.run((context) -> assertThat(context).hasSingleBean(SocketWriterFactory.class)
				.doesNotHaveBean(JettySocketWriters.class));
	}

	private static void assertThatMessagesAreEchoed(AssertableWebApplicationContext context)
			throws InterruptedException {
		JettyWebServer server = (JettyWebServer) ((ServletWebServerApplicationContext) context
			.getSourceApplicationContext()).getWebServer();
		TestClient client = TestClient.connect(server.getPort(), "/connection/websocket");
		client.send("hello");
		assertThat(client.receive()).isEqualTo("echo hello");
	}

	@Configuration(proxyBeanMethods = false)
	static class JettyConfiguration {

		@Bean
		JettyServletWebServerFactory jetty() {
			JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);
			factory.addConfigurations(new AbstractConfiguration(new AbstractConfiguration.Builder()) {

				@Override
				public void configure(WebAppContext context) {
					WebSocketServerComponents.ensureWebSocketComponents(context.getServer(),
							context.getContext().getContextHandler());
					JakartaWebSocketServerContainer.ensureContainer(context.getServletContext());
				}

			});
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RecordingConfiguration {

		@Bean
		RecordingWriters recordingWriters(Hub hub) {
			return new RecordingWriters(hub);
		}

	}

	static class RecordingWriters extends JettySocketWriters {

		private final List<Object> found = new CopyOnWriteArrayList<>();

		private final List<Duration> idleTimeouts = new CopyOnWriteArrayList<>();

		RecordingWriters(Hub hub) {
			super(hub.timer(), hub.options().outbound().writeTimeout());
		}

		@Override
		public @Nullable SocketWriter find(WebSocketSession session) {
			SocketWriter writer = super.find(session);
			this.found.add((writer != null) ? writer : "nothing");
			if (session instanceof NativeWebSocketSession holder
					&& holder.getNativeSession() instanceof Session found) {
				this.idleTimeouts.add(Duration.ofMillis(found.getMaxIdleTimeout()));
			}
			return writer;
		}

	}

}
