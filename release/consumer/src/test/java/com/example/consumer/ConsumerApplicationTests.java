package com.example.consumer;

import java.lang.reflect.Type;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.realtimespring.RealtimeOperations;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "realtime.security.anonymous=allowed")
class ConsumerApplicationTests {

	@LocalServerPort
	private int port;

	@Test
	void stompClientReceivesWhatTheApplicationPublishes(@Autowired RealtimeOperations realtime) throws Exception {
		WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
		client.setMessageConverter(new StringMessageConverter());
		client.setTaskScheduler(new SimpleAsyncTaskScheduler());
		StompSession session = client
			.connectAsync("ws://localhost:" + this.port + "/ws", new StompSessionHandlerAdapter() {
			})
			.get(10, TimeUnit.SECONDS);
		session.setAutoReceipt(true);
		CompletableFuture<Object> received = new CompletableFuture<>();
		CompletableFuture<Void> subscribed = new CompletableFuture<>();
		session.subscribe("/topic/greetings", new StompFrameHandler() {

			@Override
			public Type getPayloadType(StompHeaders headers) {
				return String.class;
			}

			@Override
			public void handleFrame(StompHeaders headers, Object payload) {
				received.complete(payload);
			}

		}).addReceiptTask(() -> subscribed.complete(null));
		subscribed.get(10, TimeUnit.SECONDS);
		realtime.publish("greetings", "hello");
		assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
		session.disconnect();
	}

	@Test
	void healthIsUp() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/actuator/health"))
			.build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
			.contains("\"status\":\"UP\"");
	}

}
