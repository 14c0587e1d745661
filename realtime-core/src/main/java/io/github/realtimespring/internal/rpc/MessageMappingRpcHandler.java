package io.github.realtimespring.internal.rpc;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.Assert;
import org.springframework.util.MimeTypeUtils;

import io.github.realtimespring.ClientSession;
import io.github.realtimespring.rpc.RpcException;
import io.github.realtimespring.rpc.RpcHandler;

/**
 * Answers calls with the application's {@code @MessageMapping} methods: the call
 * {@code chat} reaches the method that a STOMP client reaches by {@code /app/chat}. The
 * method's return value is the answer, and is sent nowhere else; with {@code @SendToUser}
 * it is also sent to that destination. With {@code @SendTo} alone it is only sent to that
 * destination: such a method, and one without a value, have an empty answer. A
 * {@code @SubscribeMapping} method answers if no other one does. Thread-safe.
 *
 * <p>
 * A {@code @MessageExceptionHandler} method handles what a method throws. The call fails
 * all the same, with {@link RpcException#APPLICATION_ERROR} and as its message the text
 * that the handler returns, if it is text.
 */
public class MessageMappingRpcHandler implements RpcHandler, SmartInitializingSingleton {

	/**
	 * The message header in which a method finds the name of the client's protocol.
	 */
	private static final String PROTOCOL_HEADER = "realtimeProtocol";

	private final SimpAnnotationMethodMessageHandler source;

	private final SimpMessageSendingOperations brokerTemplate;

	private final ApplicationContext applicationContext;

	private volatile @Nullable RpcDispatcher dispatcher;

	/**
	 * Create the handler.
	 * @param source provides the methods and their argument resolvers
	 * @param brokerTemplate sends messages for {@code @SendTo} and {@code @SendToUser}
	 * @param applicationContext holds the methods' beans
	 */
	public MessageMappingRpcHandler(SimpAnnotationMethodMessageHandler source,
			SimpMessageSendingOperations brokerTemplate, ApplicationContext applicationContext) {
		Assert.notNull(source, "'source' must not be null");
		Assert.notNull(brokerTemplate, "'brokerTemplate' must not be null");
		Assert.notNull(applicationContext, "'applicationContext' must not be null");
		this.source = source;
		this.brokerTemplate = brokerTemplate;
		this.applicationContext = applicationContext;
	}

	@Override
	public void afterSingletonsInstantiated() {
		RpcDispatcher created = new RpcDispatcher(this.source, this.brokerTemplate, this.applicationContext);
		created.afterPropertiesSet();
		this.dispatcher = created;
	}

	@Override
	public CompletableFuture<byte[]> call(ClientSession session, String method, byte[] data) {
		RpcDispatcher current = this.dispatcher;
		Assert.state(current != null, "Not initialized");
		RpcCall call = new RpcCall(method);
		current.dispatch(message(session, current.destination(method), data, call), call);
		return call.result();
	}

	@Override
	public boolean isSubscription(String method) {
		RpcDispatcher current = this.dispatcher;
		return current != null && current.isSubscription(method);
	}

	@Override
	public CompletableFuture<byte[]> call(ClientSession session, String method, Message<?> message) {
		RpcDispatcher current = this.dispatcher;
		Assert.state(current != null, "Not initialized");
		RpcCall call = new RpcCall(method);
		MessageHeaderAccessor accessor = MessageHeaderAccessor.getMutableAccessor(message);
		accessor.setHeader(RpcCall.HEADER, call);
		accessor.setLeaveMutable(true);
		current.dispatch(MessageBuilder.createMessage(message.getPayload(), accessor.getMessageHeaders()), call);
		return call.result();
	}

	private Message<byte[]> message(ClientSession session, String destination, byte[] data, RpcCall call) {
		SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor
			.create(isSubscription(call.method()) ? SimpMessageType.SUBSCRIBE : SimpMessageType.MESSAGE);
		accessor.setSessionId(session.id());
		accessor.setSessionAttributes(session.attributes());
		accessor.setUser(session.identity().principal());
		accessor.setDestination(destination);
		accessor.setContentType(MimeTypeUtils.APPLICATION_JSON);
		accessor.setHeader(PROTOCOL_HEADER, session.protocol());
		accessor.setHeader(RpcCall.HEADER, call);
		accessor.setLeaveMutable(true);
		return MessageBuilder.createMessage(data, accessor.getMessageHeaders());
	}

	/**
	 * The first of the prefixes that lead to the application's methods.
	 */
	static String firstPrefix(SimpAnnotationMethodMessageHandler handler) {
		Iterator<String> prefixes = handler.getDestinationPrefixes().iterator();
		return prefixes.hasNext() ? prefixes.next() : "/";
	}

}
