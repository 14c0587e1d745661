package io.github.realtimespring.compatibility.application;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.support.ExecutorChannelInterceptor;

/**
 * Records all that passes a channel.
 */
class RecordingInterceptor implements ExecutorChannelInterceptor {

	private final Recorder recorder;

	private final String name;

	RecordingInterceptor(Recorder recorder, String name) {
		this.recorder = recorder;
		this.name = name;
	}

	@Override
	public Message<?> preSend(Message<?> message, MessageChannel channel) {
		note("preSend", message, "");
		return message;
	}

	@Override
	public void postSend(Message<?> message, MessageChannel channel, boolean sent) {
		note("postSend", message, sent ? "" : " not sent");
	}

	@Override
	public void afterSendCompletion(Message<?> message, MessageChannel channel, boolean sent, Exception ex) {
		note("afterSendCompletion", message, (sent ? "" : " not sent") + ((ex != null) ? " " + ex.getMessage() : ""));
	}

	@Override
	public Message<?> beforeHandle(Message<?> message, MessageChannel channel, MessageHandler handler) {
		note("beforeHandle", message, "");
		return message;
	}

	@Override
	public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler, Exception ex) {
		note("afterMessageHandled", message, (ex != null) ? " " + ex.getClass().getSimpleName() : "");
	}

	private void note(String hook, Message<?> message, String suffix) {
		if (!MessageText.isHarness(message)) {
			this.recorder.note(message, this.name + "." + hook, MessageText.of(message) + suffix);
		}
	}

}
