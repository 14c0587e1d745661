package io.github.realtimespring.compatibility.application;

import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * A handler of parts of messages.
 */
class PartialHandler extends EchoHandler {

	private final Recorder recorder;

	private int total;

	PartialHandler(Recorder recorder) {
		super(recorder);
		this.recorder = recorder;
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
		this.total += message.getPayloadLength();
		if (message.isLast()) {
			this.recorder.call(session.getId(), "last part", this.total);
			session.sendMessage(new TextMessage("got " + this.total));
			this.total = 0;
		}
	}

}
