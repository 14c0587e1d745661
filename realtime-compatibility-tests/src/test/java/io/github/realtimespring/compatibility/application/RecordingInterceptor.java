package io.github.realtimespring.compatibility.application;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

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
	private final Set<Message<?>> handled = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	private final Set<Message<?>> done = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

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
		if (this.handled.add(message)) {
			note("beforeHandle", message, type(message));
		}
		return message;
	}

	@Override
	public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler, Exception ex) {
		if (this.done.add(message) || ex != null) {
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
