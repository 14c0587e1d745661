package io.github.realtimespring;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Published as an application event when a session has ended, whichever protocol it
 * spoke. Listeners are called on the threads of the application's methods and may block.
 * Immutable.
 *
 * @param session the session, which is closed
 * @param sentCode the close code of this node, or {@code null} if the client or the
 * network ended the connection
 * @param observedCode the close code that the connection ended with, 1006 if it was lost
 * @param duration the time since the connection was opened
 * @param traffic what was received, sent and dropped
 * @since 0.1.0
 */
public record SessionClosedEvent(ClientSession session, @Nullable CloseCode sentCode, CloseCode observedCode,
		Duration duration, Traffic traffic) {

	/**
	 * The traffic of a session.
	 *
	 * @param messagesReceived the number of messages from the client
	 * @param bytesReceived their size in bytes
	 * @param messagesSent the number of frames that the socket accepted
	 * @param bytesSent their size in bytes, without the framing of WebSocket
	 * @param messagesDropped the number of messages that did not reach the client
	 */
	public record Traffic(long messagesReceived, long bytesReceived, long messagesSent, long bytesSent,
			long messagesDropped) {

	}

}
