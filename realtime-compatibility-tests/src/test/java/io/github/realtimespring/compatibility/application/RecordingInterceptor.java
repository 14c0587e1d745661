package io.github.realtimespring.compatibility.application;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;

/**
 * Records all that passes a channel.
 */
class RecordingInterceptor implements ExecutorChannelInterceptor {

	private final Recorder recorder;

	private final String name;

	/**
	 * Each message is handled by several handlers, whose number is not of interest.
	 */
	private final ThreadLocal<Message<?>> before = new ThreadLocal<>();

	private final ThreadLocal<Message<?>> after = new ThreadLocal<>();

	RecordingInterceptor(Recorder recorder, String name) {
		this.recorder = recorder;
		this.name = name;
	}

	@Override
	public Message<?> preSend(Message<?> message, MessageChannel channel) {
		note("preSend", message, MessageText.of(message));
		return message;
	}

	@Override
	public void postSend(Message<?> message, MessageChannel channel, boolean sent) {
		note("postSend", message, type(message) + (sent ? "" : " not sent"));
	}

	@Override
	public void afterSendCompletion(Message<?> message, MessageChannel channel, boolean sent, Exception ex) {
		note("afterSendCompletion", message,
				type(message) + (sent ? "" : " not sent") + ((ex != null) ? " " + ex.getMessage() : ""));
	}

	@Override
	public Message<?> beforeHandle(Message<?> message, MessageChannel channel, MessageHandler handler) {
		if (this.before.get() != message) {
			this.before.set(message);
			note("beforeHandle", message, type(message));
		}
		return message;
	}

	@Override
	public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler, Exception ex) {
		if (this.after.get() != message || ex != null) {
			this.after.set(message);
			note("afterMessageHandled", message,
					type(message) + ((ex != null) ? " " + ex.getClass().getSimpleName() : ""));
		}
	}

	private static String type(Message<?> message) {
		return String.valueOf(SimpMessageHeaderAccessor.getMessageType(message.getHeaders()));
	}

	private void note(String hook, Message<?> message, String text) {
		if (!MessageText.isHarness(message)) {
			this.recorder.note(message, this.name + "." + hook, text);
		}
	}

}
