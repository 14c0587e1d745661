package io.github.realtimespring.rpc;

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
import org.springframework.util.Assert;
import org.springframework.util.MimeTypeUtils;

import io.github.realtimespring.hub.Session;

/**
 * Answers calls with the application's {@code @MessageMapping} methods: the call
 * {@code chat} reaches the method that a STOMP client reaches by {@code /app/chat}. What
 * the method returns is the answer; it is also sent where {@code @SendTo} and
 * {@code @SendToUser} say, but nowhere if neither is there. A method without a value
 * answers with nothing. {@code @SubscribeMapping} methods can't be called. Thread-safe.
 *
 * <p>
 * A {@code @MessageExceptionHandler} method handles what a method throws, and the value
 * that it returns is the answer; after a method without a value the call fails.
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
	 * @param source has found the methods, and knows their arguments' resolvers
	 * @param brokerTemplate sends what {@code @SendTo} and {@code @SendToUser} ask for
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
	public CompletableFuture<byte[]> call(Session session, String method, byte[] data) {
		RpcDispatcher current = this.dispatcher;
		Assert.state(current != null, "Not initialized");
		RpcCall call = new RpcCall(method);
		current.dispatch(message(session, current.destination(method), data, call), call);
		return call.result();
	}

	private Message<byte[]> message(Session session, String destination, byte[] data, RpcCall call) {
		SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		accessor.setSessionId(session.id());
		accessor.setSessionAttributes(session.attributes());
		accessor.setUser(session.identity().principal());
		accessor.setDestination(destination);
		accessor.setContentType(MimeTypeUtils.APPLICATION_JSON);
		accessor.setHeader(PROTOCOL_HEADER, session.protocol().name());
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
