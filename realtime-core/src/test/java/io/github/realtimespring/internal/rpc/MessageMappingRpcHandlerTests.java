package io.github.realtimespring.internal.rpc;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Controller;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.rpc.RpcException;
import io.github.realtimespring.test.CapturedLog;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class MessageMappingRpcHandlerTests {

	private final List<Message<?>> sent = new CopyOnWriteArrayList<>();

	private AnnotationConfigApplicationContext context;

	private MessageMappingRpcHandler handler;

	private Session session;

	@BeforeEach
	void setUp() {
		ExecutorSubscribableChannel broker = new ExecutorSubscribableChannel();
		broker.subscribe(this.sent::add);
		CompositeMessageConverter converter = new CompositeMessageConverter(
				List.of(new StringMessageConverter(), new JacksonJsonMessageConverter()));
		SimpMessagingTemplate template = new SimpMessagingTemplate(broker);
		template.setMessageConverter(converter);
		this.context = new AnnotationConfigApplicationContext();
		this.context.register(Methods.class, Tickets.class);
		this.context.registerBean(SimpAnnotationMethodMessageHandler.class, () -> {
			SimpAnnotationMethodMessageHandler source = new SimpAnnotationMethodMessageHandler(
					new ExecutorSubscribableChannel(), new ExecutorSubscribableChannel(), template);
			source.setDestinationPrefixes(List.of("/app", "/other"));
			source.setMessageConverter(converter);
			return source;
		});
		this.context.registerBean(MessageMappingRpcHandler.class,
				() -> new MessageMappingRpcHandler(this.context.getBean(SimpAnnotationMethodMessageHandler.class),
						template, this.context));
		this.context.refresh();
		this.handler = this.context.getBean(MessageMappingRpcHandler.class);
		Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run, RealtimeMetrics.NONE);
		this.session = hub.open("s1", "test", new TestProtocol(), new ClientIdentity(() -> "ann", null),
				new RecordingSocketWriter());
	}

	@AfterEach
	void tearDown() {
		this.context.close();
	}

	private String call(String method, String json) {
		return new String(this.handler.call(this.session, method, json.getBytes(StandardCharsets.UTF_8)).join(),
				StandardCharsets.UTF_8);
	}

	private Throwable failure(String method, String json) {
		Throwable thrown = catchThrowable(() -> call(method, json));
		assertThat(thrown).isInstanceOf(CompletionException.class);
		return thrown.getCause();
	}

	@Test
	void theValueIsTheAnswerAndGoesNowhereElse() {
		assertThat(call("add", "{\"a\":1,\"b\":2}")).isEqualTo("3");
		assertThat(call("/add", "{\"a\":1,\"b\":2}")).isEqualTo("3");
		assertThat(this.sent).isEmpty();
	}

	@Test
	void textIsAnsweredAsJson() {
		assertThat(call("quote", "\"x\"")).isEqualTo("\"<x>\"");
	}

	@ParameterizedTest
	@CsvSource({ "room.7, /topic/room.7", "ticket, /topic/tickets", "late-ticket, /topic/tickets" })
	void whatIsSentToOthersIsNotTheCallers(String method, String destination) {
		assertThat(call(method, "\"hi\"")).isEmpty();
		assertSentTo(destination);
	}

	@ParameterizedTest
	@CsvSource({ "mine, /user/ann/queue/mine", "own-ticket, /user/ann/queue/tickets" })
	void whatIsSentToTheCallersQueuesIsTheAnswerToo(String method, String destination) {
		assertThat(call(method, "\"hi\"")).isEqualTo("\"own\"");
		assertSentTo(destination);
	}

	@Test
	void whatIsSentToTheCallerAndToOthersIsTheAnswerToo() {
		assertThat(call("both", "\"hi\"")).isEqualTo("\"own\"");
		assertThat(this.sent).hasSize(2);
	}

	private void assertSentTo(String destination) {
		assertThat(this.sent).singleElement()
			.satisfies((message) -> assertThat(SimpMessageHeaderAccessor.getDestination(message.getHeaders()))
				.isEqualTo(destination));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nothing", "null", "later-nothing", "never-began" })
	void aMethodWithoutAValueAnswersWithNothing(String method) {
		assertThat(call(method, "{}")).isEmpty();
	}

	@Test
	void aMethodMayAnswerLater() {
		CompletableFuture<byte[]> answer = this.handler.call(this.session, "later",
				"{}".getBytes(StandardCharsets.UTF_8));
		assertThat(answer).isNotDone();
		this.context.getBean(Methods.class).later.complete(5);
		assertThat(answer.join()).asString(StandardCharsets.UTF_8).isEqualTo("5");
	}

	@Test
	void aMethodMayFailLater() {
		CompletableFuture<byte[]> answer = this.handler.call(this.session, "later",
				"{}".getBytes(StandardCharsets.UTF_8));
		this.context.getBean(Methods.class).later.completeExceptionally(new RpcException(418, "teapot"));
		assertThat(catchThrowable(answer::join)).hasCauseInstanceOf(RpcException.class);
	}

	@Test
	void theMethodKnowsWhoCallsByWhichProtocol() {
		assertThat(call("who", "{}")).isEqualTo("\"ann s1 centrifuge\"");
	}

	@Test
	void theSessionKeepsItsAttributes() {
		assertThat(call("visits", "{}")).isEqualTo("1");
		assertThat(call("visits", "{}")).isEqualTo("2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "unknown", "" })
	void anUnknownMethodIsSaidToBeUnknown(String method) {
		assertThat(failure(method, "{}")).isInstanceOfSatisfying(RpcException.class,
				(ex) -> assertThat(ex.code()).isEqualTo(RpcException.METHOD_NOT_FOUND));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "{\"a\":\"x\"}" })
	void anArgumentThatDoesNotFitIsABadRequest(String json) {
		assertThat(failure("add", json)).isInstanceOfSatisfying(RpcException.class,
				(ex) -> assertThat(ex.code()).isEqualTo(RpcException.BAD_REQUEST));
	}

	@Test
	void aMethodMayChooseItsError() {
		assertThat(failure("refuse", "{}")).isInstanceOfSatisfying(RpcException.class,
				(ex) -> assertThat(ex.code()).isEqualTo(418));
	}

	@Test
	void whatAMethodThrowsOtherwiseIsAnInternalErrorThatIsLoggedOnce() {
		try (CapturedLog log = CapturedLog.of("io.github.realtimespring")) {
			assertFails("fail", RpcException.INTERNAL, "internal server error");
			assertThat(log.events()).singleElement().satisfies((event) -> {
				assertThat(event.getFormattedMessage()).contains("'fail'");
				assertThat(event.getThrowableProxy()).isNotNull();
			});
		}
	}

	@Test
	void whatAnExceptionHandlerReturnsIsTheMessageOfAnError() {
		assertFails("handled", RpcException.APPLICATION_ERROR, "handled");
		assertFails("noted", RpcException.APPLICATION_ERROR, "call failed");
	}

	@Test
	void whatAnExceptionHandlerReturnsStillGoesWhereItsAnnotationSays() {
		assertFails("told", RpcException.APPLICATION_ERROR, "call failed");
		assertSentTo("/topic/errors");
	}

	@Test
	void whatAnExceptionHandlerSendsToTheCallerIsTheMessageOfAnError() {
		assertFails("told-own", RpcException.APPLICATION_ERROR, "told own");
		assertSentTo("/user/ann/queue/errors");
	}

	@Test
	void whenAnExceptionThatIsHandledComesLaterThenTheCallFails() {
		CompletableFuture<byte[]> answer = this.handler.call(this.session, "later",
				"{}".getBytes(StandardCharsets.UTF_8));
		this.context.getBean(Methods.class).later.completeExceptionally(new IllegalArgumentException());
		assertThat(catchThrowable(answer::join)).cause().hasMessage("handled");
	}

	@Test
	void whatMethodSecurityRefusesIsPermissionDeniedWithoutAStackTrace() {
		try (CapturedLog log = CapturedLog.of("io.github.realtimespring")) {
			assertFails("forbidden", RpcException.PERMISSION_DENIED, "permission denied");
			assertThat(log.events()).singleElement().satisfies((event) -> {
				assertThat(event.getFormattedMessage()).isEqualTo("Refused a call of 'forbidden': Access Denied");
				assertThat(event.getThrowableProxy()).isNull();
			});
		}
	}

	@Test
	void aMethodForSubscribersCanBeCalled() {
		assertThat(this.handler.isSubscription("subscribed")).isTrue();
		assertThat(this.handler.isSubscription("add")).isFalse();
		assertThat(this.handler.isSubscription("unknown")).isFalse();
		assertThat(call("subscribed", "{}")).isEqualTo("\"x\"");
	}

	@Test
	void aMessageThatInterceptorsSawIsHandledWithItsHeadersAndPayload() {
		SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		accessor.setDestination("/app/quote");
		accessor.setSessionId("s1");
		accessor.setSessionAttributes(this.session.attributes());
		Message<?> message = MessageBuilder.createMessage("\"changed\"".getBytes(StandardCharsets.UTF_8),
				accessor.getMessageHeaders());
		assertThat(this.handler.call(this.session, "quote", message).join()).asString(StandardCharsets.UTF_8)
			.isEqualTo("\"<changed>\"");
	}

	private void assertFails(String method, int code, String message) {
		assertThat(failure(method, "{}")).isInstanceOfSatisfying(RpcException.class, (ex) -> {
			assertThat(ex.code()).isEqualTo(code);
			assertThat(ex).hasMessage(message);
		});
	}

	record Pair(int a, int b) {

	}

	@Controller
	static class Methods {

		private final CompletableFuture<Integer> later = new CompletableFuture<>();

		@MessageMapping("add")
		int add(Pair pair) {
			return pair.a() + pair.b();
		}

		@MessageMapping("quote")
		String quote(@Payload String text) {
			return "<" + text.replace("\"", "") + ">";
		}

		@MessageMapping("room.{room}")
		@SendTo("/topic/room.{room}")
		String room(@DestinationVariable String room, @Payload String text) {
			return room + ":" + text.replace("\"", "");
		}

		@MessageMapping("mine")
		@SendToUser("/queue/mine")
		String mine() {
			return "own";
		}

		@MessageMapping("both")
		@SendToUser("/queue/mine")
		@SendTo("/topic/both")
		String both() {
			return "own";
		}

		@MessageMapping("nothing")
		void nothing() {
		}

		@MessageMapping("null")
		Object nullValue() {
			return null;
		}

		@MessageMapping("later")
		CompletableFuture<Integer> later() {
			return this.later;
		}

		@MessageMapping("later-nothing")
		CompletableFuture<Void> laterNothing() {
			return CompletableFuture.completedFuture(null);
		}

		@MessageMapping("never-began")
		CompletableFuture<String> neverBegan() {
			return null;
		}

		@MessageMapping("who")
		String who(Optional<Principal> user, @Header("simpSessionId") String session,
				@Header("realtimeProtocol") String protocol) {
			return user.orElseThrow().getName() + " " + session + " " + protocol;
		}

		@MessageMapping("visits")
		int visits(SimpMessageHeaderAccessor accessor) {
			return (int) accessor.getSessionAttributes().merge("visits", 1, (a, b) -> (int) a + (int) b);
		}

		@SubscribeMapping("subscribed")
		String subscribed() {
			return "x";
		}

		@MessageMapping("refuse")
		void refuse() {
			throw new RpcException(418, "teapot");
		}

		@MessageMapping("fail")
		void fail() {
			throw new IllegalStateException("expected by a test");
		}

		@MessageMapping("handled")
		void handled() {
			throw new IllegalArgumentException();
		}

		@MessageMapping("noted")
		void noted() {
			throw new UnsupportedOperationException("expected by a test");
		}

		@MessageMapping("forbidden")
		void forbidden() {
			throw new AccessDeniedException("Access Denied");
		}

		@MessageMapping("told")
		void told() {
			throw new NoSuchElementException();
		}

		@MessageMapping("told-own")
		void toldOwn() {
			throw new ArithmeticException();
		}

		@MessageExceptionHandler(ArithmeticException.class)
		@SendToUser("/queue/errors")
		String tellOwn() {
			return "told own";
		}

		@MessageExceptionHandler(NoSuchElementException.class)
		@SendTo("/topic/errors")
		String tell() {
			return "told";
		}

		@MessageExceptionHandler(IllegalArgumentException.class)
		String handle() {
			return "handled";
		}

		@MessageExceptionHandler(UnsupportedOperationException.class)
		void note() {
		}

	}

	@Controller
	@SendTo("/topic/tickets")
	static class Tickets {

		@MessageMapping("ticket")
		String ticket() {
			return "secret";
		}

		@MessageMapping("late-ticket")
		CompletableFuture<String> lateTicket() {
			return CompletableFuture.supplyAsync(() -> "secret");
		}

		@MessageMapping("own-ticket")
		@SendToUser("/queue/tickets")
		String ownTicket() {
			return "own";
		}

	}

	private static final class TestProtocol implements SessionProtocol {

		@Override
		public String name() {
			return "centrifuge";
		}

		@Override
		public CloseCode closeCode(CloseReason reason) {
			return new CloseCode(3000, "");
		}

	}

}
