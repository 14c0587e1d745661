package io.github.realtimespring.internal.guard;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;

import io.github.realtimespring.internal.logging.LimitedLog;

/**
 * The way of one message past interceptors, as
 * {@link org.springframework.messaging.support.ExecutorSubscribableChannel} without an
 * executor walks it, except that it tells who refused the message. Not thread-safe, and
 * bound to one thread: interceptors keep thread-locals between these calls.
 */
final class InterceptorChain {

	private static final Log logger = LimitedLog.of(InterceptorChain.class);

	private final ChannelInterceptor[] interceptors;

	private final MessageChannel channel;

	private int sent;

	private int handled;

	private @Nullable ChannelInterceptor refusing;

	private @Nullable Exception refusal;

	InterceptorChain(ChannelInterceptor[] interceptors, MessageChannel channel) {
		this.interceptors = interceptors;
		this.channel = channel;
	}

	/**
	 * Show a message to all interceptors before it is sent.
	 * @return the message as they left it, {@code null} if one refused it
	 */
	@Nullable Message<?> preSend(Message<?> original) {
		Message<?> message = original;
		for (ChannelInterceptor interceptor : this.interceptors) {
			try {
				Message<?> result = interceptor.preSend(message, this.channel);
				if (result == null) {
					return recordRefusal(interceptor, null);
				}
				message = result;
				this.sent++;
			}
			catch (Throwable ex) {
				return recordRefusal(interceptor, ex);
			}
		}
		MessageHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, MessageHeaderAccessor.class);
		if (accessor != null && accessor.isMutable()) {
			accessor.setImmutable();
		}
		return message;
	}

	/**
	 * Show a message to the interceptors that want to see it where it is handled.
	 * @return the message as they left it, {@code null} if one refused it
	 */
	@Nullable Message<?> beforeHandle(Message<?> original, MessageHandler handler) {
		Message<?> message = original;
		for (ChannelInterceptor interceptor : this.interceptors) {
			try {
				Message<?> result = (interceptor instanceof ExecutorChannelInterceptor executor)
						? executor.beforeHandle(message, this.channel, handler) : message;
				if (result == null) {
					return recordRefusal(interceptor, null);
				}
				message = result;
				this.handled++;
			}
			catch (Throwable ex) {
				return recordRefusal(interceptor, ex);
			}
		}
		return message;
	}

	private @Nullable Message<?> recordRefusal(ChannelInterceptor interceptor, @Nullable Throwable thrown) {
		this.refusing = interceptor;
		this.refusal = (thrown == null || thrown instanceof Exception) ? (Exception) thrown
				: new IllegalStateException(thrown);
		return null;
	}

	void afterMessageHandled(Message<?> message, MessageHandler handler, @Nullable Exception exception) {
		while (this.handled > 0) {
			ChannelInterceptor interceptor = this.interceptors[--this.handled];
			if (interceptor instanceof ExecutorChannelInterceptor executor) {
				runQuietly(interceptor, () -> executor.afterMessageHandled(message, this.channel, handler, exception));
			}
		}
	}

	void postSend(Message<?> message) {
		for (ChannelInterceptor interceptor : this.interceptors) {
			runQuietly(interceptor, () -> interceptor.postSend(message, this.channel, true));
		}
	}

	void afterSendCompletion(Message<?> message, boolean successful, @Nullable Exception exception) {
		while (this.sent > 0) {
			ChannelInterceptor interceptor = this.interceptors[--this.sent];
			runQuietly(interceptor,
					() -> interceptor.afterSendCompletion(message, this.channel, successful, exception));
		}
	}

	/**
	 * The interceptor that refused the message, {@code null} if none did.
	 */
	@Nullable ChannelInterceptor refusing() {
		return this.refusing;
	}

	/**
	 * The exception by which it did, {@code null} if it merely withheld the message.
	 */
	@Nullable Exception refusal() {
		return this.refusal;
	}

	private static void runQuietly(ChannelInterceptor interceptor, Runnable callback) {
		try {
			callback.run();
		}
		catch (Throwable ex) {
			logger.error("Interceptor " + interceptor.getClass().getName() + " failed after it let a message pass", ex);
		}
	}

}
