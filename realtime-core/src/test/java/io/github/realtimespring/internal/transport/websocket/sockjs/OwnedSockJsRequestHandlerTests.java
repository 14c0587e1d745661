package io.github.realtimespring.internal.transport.websocket.sockjs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;
import org.springframework.web.socket.sockjs.transport.handler.DefaultSockJsService;

import static org.assertj.core.api.Assertions.assertThat;

class OwnedSockJsRequestHandlerTests {

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final List<WebSocketSession> sessions = new CopyOnWriteArrayList<>();

	private OwnedSockJsRequestHandler handler;

	@BeforeEach
	void start() {
		this.scheduler.initialize();
		this.handler = OwnedSockJsRequestHandler
			.of(new SockJsHttpRequestHandler(new DefaultSockJsService(this.scheduler), new TextWebSocketHandler() {

				@Override
				public void afterConnectionEstablished(WebSocketSession session) {
					OwnedSockJsRequestHandlerTests.this.sessions.add(session);
				}

				@Override
				protected void handleTextMessage(WebSocketSession session, TextMessage message) {
					OwnedSockJsRequestHandlerTests.this.received.add(message.getPayload());
				}

			}), new SockJsSendLimits(1000, 10));
	}

	@AfterEach
	void stop() {
		this.scheduler.shutdown();
	}

	@Test
	void aStrangerBehindTheSameProxyCanNeitherSendNorReceive() throws Exception {
		assertThat(handle(request("xhr", "10.0.0.1", "Bearer token")).getContentAsString()).isEqualTo("o\n");
		assertThat(send("10.0.0.1", "Bearer token").getStatus()).isEqualTo(204);
		for (String transport : List.of("xhr_send", "xhr", "xhr_streaming", "eventsource")) {
			assertThat(handle(request(transport, "10.0.0.1", null)).getStatus()).isEqualTo(404);
			assertThat(handle(request(transport, "10.0.0.1", "Bearer another")).getStatus()).isEqualTo(404);
			assertThat(handle(request(transport, "10.0.0.2", "Bearer token")).getStatus()).isEqualTo(404);
		}
		assertThat(this.received).containsExactly("mine");
	}

	@Test
	void whatOneRequestSendsIsLimited() throws Exception {
		handle(request("xhr", "10.0.0.1", null));
		String escaped = "\\\"".repeat(20);
		assertThat(send("[\"" + "x".repeat(996) + "\"]", 0).getStatus()).isEqualTo(204);
		assertThat(send("[\"" + "x".repeat(997) + "\"]", 0).getStatus()).isEqualTo(500);
		assertThat(send("[\"" + "x".repeat(997) + "\"]", 1001).getStatus()).isEqualTo(413);
		assertThat(send("[" + "\"x\",".repeat(9) + "\"" + escaped + "\"]", 0).getStatus()).isEqualTo(204);
		assertThat(send("[" + "\"x\",".repeat(10) + "\"x\"]", 0).getStatus()).isEqualTo(500);
		assertThat(send("[" + "1,".repeat(10) + "1]", 0).getStatus()).isEqualTo(500);
		assertThat(this.received).hasSize(11);
	}

	private MockHttpServletResponse send(String body, int contentLength) throws Exception {
		MockHttpServletRequest request = request("xhr_send", "10.0.0.1", null);
		MockHttpServletRequest chunked = new MockHttpServletRequest(request.getMethod(), request.getRequestURI()) {

			@Override
			public long getContentLengthLong() {
				return (contentLength > 0) ? contentLength : -1;
			}

		};
		chunked.setRemoteAddr(request.getRemoteAddr());
		request.getAttributeNames()
			.asIterator()
			.forEachRemaining((name) -> chunked.setAttribute(name, request.getAttribute(name)));
		chunked.setContent(body.getBytes(StandardCharsets.UTF_8));
		return handle(chunked);
	}

	@Test
	void aStrangerWithoutTheHttpSessionIsRefused() throws Exception {
		MockHttpSession session = new MockHttpSession();
		MockHttpServletRequest first = request("xhr", "10.0.0.1", null);
		first.setSession(session);
		handle(first);
		assertThat(send("10.0.0.1", null).getStatus()).isEqualTo(404);
		MockHttpServletRequest later = request("xhr_send", "10.0.0.1", null);
		later.setSession(session);
		later.setContent("[\"mine\"]".getBytes(StandardCharsets.UTF_8));
		assertThat(handle(later).getStatus()).isEqualTo(204);
	}

	@Test
	void withoutCredentialsTheAddressHasToStayTheSame() throws Exception {
		handle(request("xhr", "10.0.0.1", null));
		assertThat(send("10.0.0.1", null).getStatus()).isEqualTo(204);
		assertThat(send("10.0.0.2", null).getStatus()).isEqualTo(404);
		assertThat(send("10.0.0.1", "Bearer another").getStatus()).isEqualTo(404);
	}

	@Test
	void aUserHasToStayTheSame() throws Exception {
		MockHttpServletRequest first = request("xhr", "10.0.0.1", null);
		first.setUserPrincipal(() -> "ann");
		handle(first);
		assertThat(send("10.0.0.1", null).getStatus()).isEqualTo(404);
		MockHttpServletRequest other = request("xhr_send", "10.0.0.1", null);
		other.setUserPrincipal(() -> "bob");
		assertThat(handle(other).getStatus()).isEqualTo(404);
		assertThat(this.received).isEmpty();
	}

	@Test
	void nothingIsKeptOfSessionsThatAreOverOrNeverBegan() throws Exception {
		assertThat(send("10.0.0.1", null).getStatus()).isEqualTo(404);
		assertThat(this.handler.size()).isZero();
		handle(request("xhr", "10.0.0.1", null));
		assertThat(this.handler.size()).isOne();
		this.sessions.get(0).close(CloseStatus.NORMAL);
		assertThat(this.handler.size()).isZero();
	}

	private MockHttpServletResponse send(String address, String authorization) throws Exception {
		MockHttpServletRequest request = request("xhr_send", address, authorization);
		request.setContentType("text/plain");
		request.setContent("[\"mine\"]".getBytes(StandardCharsets.UTF_8));
		return handle(request);
	}

	private MockHttpServletResponse handle(MockHttpServletRequest request) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		this.handler.handleRequest(request, response);
		return response;
	}

	private static MockHttpServletRequest request(String transport, String address, String authorization) {
		String method = transport.equals("eventsource") ? "GET" : "POST";
		MockHttpServletRequest request = new MockHttpServletRequest(method, "/ws/000/session1/" + transport);
		request.setAttribute(HandlerMapping.PATH_WITHIN_HANDLER_MAPPING_ATTRIBUTE, "/000/session1/" + transport);
		request.setRemoteAddr(address);
		request.setAsyncSupported(true);
		if (authorization != null) {
			request.addHeader("Authorization", authorization);
		}
		return request;
	}

}
