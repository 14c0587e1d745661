package io.github.realtimespring.internal.rpc;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

import org.apache.commons.logging.Log;

import org.springframework.context.ApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.DestinationPatternsMessageCondition;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.MessagingAdviceBean;
import org.springframework.messaging.handler.invocation.AbstractExceptionHandlerMethodResolver;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageMappingInfo;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.web.socket.messaging.WebSocketAnnotationMethodMessageHandler;

import io.github.realtimespring.internal.guard.LogText;
import io.github.realtimespring.internal.guard.ProtocolAdvice;
import io.github.realtimespring.internal.guard.Refusal;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.rpc.RpcException;

/**
 * Finds and invokes the method of a call, in the way in which Spring invokes it for STOMP
 * clients: the same methods, the same resolvers of arguments, the same converter.
 */
final class RpcDispatcher extends WebSocketAnnotationMethodMessageHandler {

	private static final Log logger = LimitedLog.of(RpcDispatcher.class);

	private final AsyncRpcReturnValueHandler answerLater = new AsyncRpcReturnValueHandler();

	private final String prefix;

	private final Map<SimpMessageMappingInfo, HandlerMethod> methods;

	private final boolean subscribable;

	RpcDispatcher(SimpAnnotationMethodMessageHandler source, SimpMessageSendingOperations brokerTemplate,
			ApplicationContext applicationContext) {
		// Never started, so these channels stay unused
		super(new ExecutorSubscribableChannel(), new ExecutorSubscribableChannel(), brokerTemplate);
		this.prefix = MessageMappingRpcHandler.firstPrefix(source);
		this.methods = source.getHandlerMethods();
		this.subscribable = this.methods.keySet()
			.stream()
			.anyMatch((
					mapping) -> mapping.getMessageTypeMessageCondition().getMessageType() == SimpMessageType.SUBSCRIBE);
		setApplicationContext(applicationContext);
		setDestinationPrefixes(source.getDestinationPrefixes());
		setMessageConverter(source.getMessageConverter());
		setConversionService(source.getConversionService());
		setPathMatcher(source.getPathMatcher());
		setValidator(source.getValidator());
		setArgumentResolvers(source.getArgumentResolvers());
		setReturnValueHandlers(
				List.of(this.answerLater, new RpcReturnValueHandler(source.getMessageConverter(), brokerTemplate)));
	}

	@Override
	public void afterPropertiesSet() {
		super.afterPropertiesSet();
		this.methods.forEach((mapping, method) -> registerHandlerMethod(method.getBean(), method.getMethod(), mapping));
	}

	/**
	 * Leave out the advice of a protocol: it handles failures of that protocol's frames,
	 * and would hide those of calls.
	 */
	@Override
	protected void registerExceptionHandlerAdvice(MessagingAdviceBean bean,
			AbstractExceptionHandlerMethodResolver resolver) {
		Class<?> type = bean.getBeanType();
		if (type == null || !ProtocolAdvice.class.isAssignableFrom(type)) {
			super.registerExceptionHandlerAdvice(bean, resolver);
		}
	}

	/**
	 * No bean is searched: the source has found the methods.
	 */
	@Override
	protected boolean isHandler(Class<?> beanType) {
		return false;
	}

	/**
	 * The destination that a STOMP client would use.
	 */
	String destination(String method) {
		return this.prefix + (method.startsWith("/") ? method.substring(1) : method);
	}

	/**
	 * Invoke the method of a call and see to it that the call ends.
	 */
	void dispatch(Message<?> message, RpcCall call) {
		try {
			handleMessage(message);
		}
		catch (RuntimeException ex) {
			fail(call, ex);
		}
		if (!call.isAsynchronous() || call.isFailing()) {
			call.answer(null);
		}
	}

	@Override
	protected void handleMatch(SimpMessageMappingInfo mapping, HandlerMethod handlerMethod, String lookupDestination,
			Message<?> message) {
		if (this.answerLater.supportsReturnType(handlerMethod.getReturnType())) {
			RpcCall.of(message).markAsynchronous();
		}
		super.handleMatch(mapping, handlerMethod, lookupDestination, message);
	}

	@Override
	protected void handleNoMatch(Set<SimpMessageMappingInfo> mappings, String lookupDestination, Message<?> message) {
		RpcCall.of(message)
			.fail(this.methods.isEmpty() ? new RpcException(RpcException.NOT_AVAILABLE, "not available")
					: new RpcException(RpcException.METHOD_NOT_FOUND, "method not found"));
	}

	@Override
	protected void processHandlerMethodException(HandlerMethod handlerMethod, Exception exception, Message<?> message) {
		Exception thrown = (exception instanceof CompletionException && exception.getCause() instanceof Exception cause)
				? cause : exception;
		RpcCall call = RpcCall.of(message);
		if (thrown instanceof RpcException) {
			// The exception defines the error for the client
			call.fail(thrown);
		}
		if (getExceptionHandlerMethod(handlerMethod, thrown) == null) {
			fail(call, thrown);
			return;
		}
		call.markFailing();
		super.processHandlerMethodException(handlerMethod, thrown, message);
		// If the handler returned nothing, or failed itself, which Spring has logged
		call.answer(null);
	}

	/**
	 * End a call that failed. The one place where that is logged: with a stack trace if
	 * the application is at fault, and not the client.
	 */
	private static void fail(RpcCall call, Exception exception) {
		if (call.result().isDone()) {
			return;
		}
		if (exception instanceof RpcException) {
			call.fail(exception);
		}
		else if (isBadRequest(exception)) {
			logger.info("Refused a call of '" + LogText.of(call.method()) + "': the argument does not fit, "
					+ exception.getClass().getSimpleName());
			call.fail(new RpcException(RpcException.BAD_REQUEST, "bad request"));
		}
		else if (Refusal.ofSecurity(exception) != null) {
			logger.info("Refused a call of '" + LogText.of(call.method()) + "': " + exception.getMessage());
			call.fail(new RpcException(RpcException.PERMISSION_DENIED, "permission denied"));
		}
		else {
			logger.error("The method for the call '" + LogText.of(call.method()) + "' failed", exception);
			call.fail(new RpcException(RpcException.INTERNAL, "internal server error"));
		}
	}

	/**
	 * Whether a call reaches a {@code @SubscribeMapping} method, because no
	 * {@code @MessageMapping} method takes it.
	 */
	boolean isSubscription(String method) {
		return this.subscribable && hasMapping(SimpMessageType.SUBSCRIBE, method)
				&& !hasMapping(SimpMessageType.MESSAGE, method);
	}

	private boolean hasMapping(SimpMessageType type, String method) {
		SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(type);
		accessor.setHeader(DestinationPatternsMessageCondition.LOOKUP_DESTINATION_HEADER,
				getLookupDestination(destination(method)));
		Message<byte[]> message = MessageBuilder.createMessage(new byte[0], accessor.getMessageHeaders());
		return this.methods.keySet().stream().anyMatch((mapping) -> mapping.getMatchingCondition(message) != null);
	}

	private static boolean isBadRequest(Exception exception) {
		// Without a message, it is the result that can't be converted
		return (exception instanceof MessageConversionException conversion && conversion.getFailedMessage() != null)
				|| exception instanceof MethodArgumentResolutionException;
	}

}
