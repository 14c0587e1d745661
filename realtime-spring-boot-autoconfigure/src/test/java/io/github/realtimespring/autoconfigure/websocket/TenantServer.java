package io.github.realtimespring.autoconfigure.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.stereotype.Controller;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.centrifuge.RealtimeCentrifugeAutoConfiguration;
import io.github.realtimespring.autoconfigure.redis.RealtimeRedisAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.stomp.RealtimeStompAutoConfiguration;
import io.github.realtimespring.security.TokenAuthenticator;
import io.github.realtimespring.test.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server whose clients have tenants: the token {@code ann@acme} is that of the user ann
 * of the tenant acme. Clients of two tenants have the same names and use channels of the
 * same names.
 */
final class TenantServer {

	/**
	 * The contract holds for both relays.
	 */
	enum RelayType {

		LOCAL, REDIS

	}

	private static final class Redis {

		private static final RedisServer SERVER = RedisServer.start();

	}

	private final AssertableWebApplicationContext context;

	private TenantServer(AssertableWebApplicationContext context) {
		this.context = context;
	}

	/**
	 * Run a test.
	 * @param properties more properties
	 */
	static void run(RelayType relay, Test test, String... properties) {
		WebApplicationContextRunner runner = new WebApplicationContextRunner(
				AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(
					AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeRedisAutoConfiguration.class,
							DataRedisAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class,
							RealtimeWebSocketAutoConfiguration.class, RealtimeCentrifugeAutoConfiguration.class,
							RealtimeStompAutoConfiguration.class, JacksonAutoConfiguration.class,
							WebSocketMessagingAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class,
							DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
			.withPropertyValues("server.port=0", "realtime.drain.period=0s", "realtime.centrifuge.enabled=true",
					"realtime.stomp.enabled=true", "realtime.namespaces.open.subscribe=any",
					"realtime.namespaces.open.publish=any", "realtime.namespaces.open.patterns=true",
					"realtime.namespaces.kept.subscribe=any", "realtime.namespaces.kept.publish=any",
					"realtime.namespaces.kept.history.max-publications=10", "realtime.tenants.claim=tenant")
			.withPropertyValues(properties)
			.withUserConfiguration(Application.class, Methods.class);
		if (relay == RelayType.REDIS) {
			runner = runner.withPropertyValues("realtime.relay.type=redis", "realtime.relay.redis.publish-timeout=30s",
					"realtime.relay.redis.prefix=tenants" + System.nanoTime(),
					"spring.data.redis.host=" + RedisServer.HOST, "spring.data.redis.port=" + Redis.SERVER.port());
		}
		runner.run((context) -> test.run(new TenantServer(context)));
	}

	AssertableWebApplicationContext context() {
		return this.context;
	}

	RealtimeOperations operations() {
		return this.context.getBean(RealtimeOperations.class);
	}

	SimpMessagingTemplate template() {
		return this.context.getBean("brokerMessagingTemplate", SimpMessagingTemplate.class);
	}

	int port() {
		return ((ServletWebServerApplicationContext) this.context.getSourceApplicationContext()).getWebServer()
			.getPort();
	}

	/**
	 * A connected client of the Centrifuge protocol.
	 */
	TestClient centrifuge(String token) throws Exception {
		TestClient client = TestClient.connect(port(), "/connection/websocket");
		client.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
		assertThat(client.receive()).contains("\"connect\"");
		return client;
	}

	/**
	 * A client that is subscribed to a channel.
	 */
	TestClient centrifuge(String token, String channel) throws Exception {
		TestClient client = centrifuge(token);
		client.send("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
		assertThat(client.receive()).contains("\"id\":2,\"subscribe\"");
		return client;
	}

	/**
	 * A connected STOMP client.
	 */
	TestClient stomp(String token) throws Exception {
		TestClient client = TestClient.connect(port(), "/ws");
		client.send(connect(token));
		assertThat(client.receive()).startsWith("CONNECTED");
		return client;
	}

	/**
	 * A client that is subscribed to a destination.
	 */
	TestClient stomp(String token, String destination) throws Exception {
		TestClient client = stomp(token);
		client.send("SUBSCRIBE\nid:s\ndestination:" + destination + "\nreceipt:s\n\n\0");
		assertThat(client.receive()).startsWith("RECEIPT");
		return client;
	}

	static String connect(String token, String... headers) {
		return "CONNECT\naccept-version:1.2\nhost:x\nAuthorization:Bearer " + token + "\n" + String.join("\n", headers)
				+ ((headers.length > 0) ? "\n" : "") + "\n\0";
	}

	static String send(String destination, String body, String... headers) {
		return "SEND\ndestination:" + destination + "\ncontent-type:application/json\n" + String.join("\n", headers)
				+ ((headers.length > 0) ? "\n" : "") + "\n" + body + "\0";
	}

	@FunctionalInterface
	interface Test {

		void run(TenantServer server) throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		TokenAuthenticator tokens() {
			return (token) -> {
				String[] parts = token.split("@", 2);
				ClientIdentity identity = new ClientIdentity(new UsernamePasswordAuthenticationToken(parts[0], "",
						AuthorityUtils.createAuthorityList("ROLE_USER")), null);
				return (parts.length > 1 && !parts[1].isEmpty()) ? identity.withTenant(parts[1].split("~")[0])
						: identity;
			};
		}

	}

	@Controller
	static class Methods {

		private final RealtimeOperations operations;

		private final SimpMessagingTemplate template;

		Methods(RealtimeOperations operations, SimpMessagingTemplate brokerMessagingTemplate) {
			this.operations = operations;
			this.template = brokerMessagingTemplate;
		}

		@MessageMapping("say")
		@SendTo("/topic/open:room")
		String say(String text) {
			return text;
		}

		@MessageMapping("later")
		@SendTo("/topic/open:room")
		CompletableFuture<String> later(String text) {
			return CompletableFuture.supplyAsync(() -> text);
		}

		@MessageMapping("echo")
		@SendToUser("/queue/echo")
		String echo(String text) {
			return text;
		}

		@MessageMapping("publish")
		void publish(String text) {
			this.operations.publish("open:room", text.getBytes(StandardCharsets.UTF_8));
		}

		@MessageMapping("template")
		void template(String text) {
			this.template.convertAndSend("/topic/open:room", text);
		}

		/**
		 * Passes a client's message on with all of its headers, as no application should.
		 */
		@MessageMapping("forward")
		void forward(Message<byte[]> message) {
			this.template.convertAndSend("/topic/open:room", "forwarded",
					Map.of("nativeHeaders", message.getHeaders().getOrDefault("nativeHeaders", Map.of())));
		}

	}

}
