package io.github.realtimespring.autoconfigure.websocket;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.stereotype.Controller;

import io.github.realtimespring.autoconfigure.event.RealtimeEventsAutoConfiguration;
import io.github.realtimespring.event.ChannelOccupiedEvent;
import io.github.realtimespring.event.ChannelVacatedEvent;
import io.github.realtimespring.event.ClientConnectedEvent;
import io.github.realtimespring.event.ClientResumedEvent;
import io.github.realtimespring.event.ClientSubscribedEvent;
import io.github.realtimespring.event.ClientUnsubscribedEvent;
import io.github.realtimespring.event.SessionClosedEvent;
import io.github.realtimespring.event.SessionEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Application events, and what the log shows of sessions, on both protocols over real
 * sockets.
 */
class ApplicationEventTests {

	private static final String[] HEADERS = { "Authorization", "Bearer good-ann", "X-Request-ID", "r-1" };

	private static final Pattern CENTRIFUGE_TOKEN = Pattern.compile("\"token\":\"([\\w-]+)\"");

	private static final Pattern STOMP_TOKEN = Pattern.compile("resume-token:([\\w-]+)");

	private final WebApplicationContextRunner runner = OwnConfigurationTests.TOMCAT
		.withConfiguration(AutoConfigurations.of(RealtimeEventsAutoConfiguration.class))
		.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.DecoderConfiguration.class, Listener.class,
				Echo.class)
		.withPropertyValues("realtime.namespaces.chat.subscribe=any", "realtime.resume.enabled=true");

	@Test
	void stompClients() {
		this.runner.run((context) -> {
			Listener listener = context.getBean(Listener.class);
			TestClient first = stomp(context, "resume:\n");
			String connected = next(first);
			assertThat(listener.next(ClientConnectedEvent.class).session().protocol()).isEqualTo("stomp");
			first.send("SUBSCRIBE\nid:1\ndestination:/topic/chat:1\nreceipt:1\n\n\0");
			assertThat(next(first)).startsWith("RECEIPT");
			assertSubscribed(listener, "1");
			first.close();
			assertEnded(listener, "1");
			TestClient second = stomp(context, "resume:" + token(STOMP_TOKEN, connected) + "\n");
			assertThat(next(second)).startsWith("CONNECTED").contains("resumed:true");
			SessionEvent again = listener.next(ClientConnectedEvent.class);
			assertThat(listener.next(ClientResumedEvent.class).session()).isSameAs(again.session());
			assertSubscribed(listener, "1");
			second.send("UNSUBSCRIBE\nid:1\n\n\0");
			listener.next(ClientUnsubscribedEvent.class);
			listener.assertThreads();
		});
	}

	@Test
	void centrifugeClients() {
		this.runner.run((context) -> {
			Listener listener = context.getBean(Listener.class);
			TestClient first = centrifuge(context, "");
			String connected = first.receive();
			assertThat(listener.next(ClientConnectedEvent.class).session().protocol()).isEqualTo("centrifuge");
			first.send("{\"id\":2,\"subscribe\":{\"channel\":\"chat:1\"}}");
			first.receive();
			assertSubscribed(listener, "chat:1");
			first.close();
			assertEnded(listener, "chat:1");
			TestClient second = centrifuge(context, token(CENTRIFUGE_TOKEN, connected));
			assertThat(second.receive()).contains("\"resumed\":true");
			assertSubscribed(listener, "chat:1");
			SessionEvent again = listener.next(ClientConnectedEvent.class);
			assertThat(listener.next(ClientResumedEvent.class).session()).isSameAs(again.session());
			second.send("{\"id\":2,\"unsubscribe\":{\"channel\":\"chat:1\"}}");
			listener.next(ClientUnsubscribedEvent.class);
			listener.assertThreads();
		});
	}

	@Test
	void methodsAndListenersSeeTheSessionInTheLog() {
		this.runner.run((context) -> {
			Listener listener = context.getBean(Listener.class);
			Echo echo = context.getBean(Echo.class);
			TestClient stomp = stomp(context, "");
			next(stomp);
			stomp.send("SEND\ndestination:/app/echo\n\n{}\0");
			Map<String, String> expected = shown(listener.next(ClientConnectedEvent.class));
			assertThat(echo.next()).isEqualTo(expected);
			TestClient centrifuge = centrifuge(context, "");
			centrifuge.receive();
			centrifuge.send("{\"id\":2,\"rpc\":{\"method\":\"echo\",\"data\":{}}}");
			expected = shown(listener.next(ClientConnectedEvent.class));
			assertThat(echo.next()).isEqualTo(expected);
			assertThat(listener.contexts).allSatisfy((shown) -> assertThat(shown).containsKeys("realtime.session",
					"realtime.user", "realtime.correlation-id"));
		});
	}

	private static Map<String, String> shown(SessionEvent event) {
		return Map.of("realtime.session", event.session().publicId(), "realtime.user", "ann", "realtime.correlation-id",
				"r-1");
	}

	private static void assertSubscribed(Listener listener, String id) throws InterruptedException {
		ClientSubscribedEvent subscribed = listener.next(ClientSubscribedEvent.class);
		assertThat(subscribed.subscription()).isEqualTo(id);
		assertThat(subscribed.channel()).isEqualTo("chat:1");
		assertThat(subscribed.pattern()).isFalse();
		assertThat(listener.nextOfChannel()).isEqualTo(new ChannelOccupiedEvent("chat:1", null));
	}

	private static void assertEnded(Listener listener, String id) throws InterruptedException {
		ClientUnsubscribedEvent unsubscribed = listener.next(ClientUnsubscribedEvent.class);
		assertThat(unsubscribed.subscription()).isEqualTo(id);
		SessionClosedEvent closed = listener.next(SessionClosedEvent.class);
		assertThat(closed.sentCode()).isNull();
		assertThat(closed.observedCode().code()).isEqualTo(1000);
		assertThat(listener.nextOfChannel()).isEqualTo(new ChannelVacatedEvent("chat:1", null));
	}

	private static String token(Pattern pattern, String reply) {
		Matcher matcher = pattern.matcher(reply);
		assertThat(matcher.find()).as(reply).isTrue();
		return matcher.group(1);
	}

	private static TestClient stomp(AssertableWebApplicationContext context, String header) {
		TestClient client = TestClient.connect(port(context), "/ws", HEADERS);
		client.send("CONNECT\naccept-version:1.2\nhost:localhost\n" + header + "\n\0");
		return client;
	}

	private static TestClient centrifuge(AssertableWebApplicationContext context, String token) {
		TestClient client = TestClient.connect(port(context), "/connection/websocket", HEADERS);
		client.send("{\"id\":1,\"connect\":{\"data\":{\"resume\":\"" + token + "\"}}}");
		return client;
	}

	private static String next(TestClient client) throws InterruptedException {
		String frame = client.receive();
		while (frame.isBlank()) {
			frame = client.receive();
		}
		return frame;
	}

	private static int port(AssertableWebApplicationContext context) {
		return context.getSourceApplicationContext(ServletWebServerApplicationContext.class).getWebServer().getPort();
	}

	static class Listener {

		private final BlockingQueue<SessionEvent> ofSessions = new LinkedBlockingQueue<>();

		private final BlockingQueue<Object> ofChannels = new LinkedBlockingQueue<>();

		private final List<String> threads = new CopyOnWriteArrayList<>();

		private final List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();

		@EventListener
		void onSession(SessionEvent event) {
			this.threads.add(Thread.currentThread().getName());
			this.contexts.add(MDC.getCopyOfContextMap());
			this.ofSessions.add(event);
		}

		@EventListener({ ChannelOccupiedEvent.class, ChannelVacatedEvent.class })
		void onChannel(Object event) {
			this.threads.add(Thread.currentThread().getName());
			this.ofChannels.add(event);
		}

		<T extends SessionEvent> T next(Class<T> type) throws InterruptedException {
			SessionEvent event = this.ofSessions.poll(30, TimeUnit.SECONDS);
			assertThat(event).isInstanceOf(type);
			return type.cast(event);
		}

		@Nullable Object nextOfChannel() throws InterruptedException {
			return this.ofChannels.poll(30, TimeUnit.SECONDS);
		}

		void assertThreads() {
			assertThat(this.threads).isNotEmpty()
				.allSatisfy((name) -> assertThat(name).startsWith("realtime-application-"));
		}

	}

	@Controller
	static class Echo {

		private final BlockingQueue<Map<String, String>> contexts = new LinkedBlockingQueue<>();

		@MessageMapping("echo")
		void echo() {
			this.contexts.add(MDC.getCopyOfContextMap());
		}

		@Nullable Map<String, String> next() throws InterruptedException {
			return this.contexts.poll(30, TimeUnit.SECONDS);
		}

	}

}
