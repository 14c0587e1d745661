package io.github.realtimespring.event;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientSession;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.observability.DropReason;

/**
 * Published as an application event when a session has ended, whichever protocol it
 * spoke. Listeners are called on the threads of the application's methods and may block.
 * Immutable.
 *
 * @param session the session, which is closed
 * @param sentCode the close code and reason of this node, or {@code null} if the client
 * or the network ended the connection
 * @param observedCode the close code and reason that the connection ended with, 1006 if
 * it was lost. The reason may be text of the client
 * @param duration the time since the connection was opened
 * @param traffic what was received, sent and dropped
 * @since 0.1.0
 */
public record SessionClosedEvent(ClientSession session, @Nullable CloseCode sentCode, CloseCode observedCode,
		Duration duration, Traffic traffic) implements SessionEvent {

	/**
	 * The traffic of a session.
	 *
	 * @param messagesReceived the number of messages from the client
	 * @param bytesReceived their size in bytes
	 * @param messagesSent the number of frames that the socket accepted
	 * @param bytesSent their size in bytes, without the framing of WebSocket
	 * @param messagesDropped the number of messages that did not reach the client, by
	 * reason; empty if there are none
	 */
	public record Traffic(long messagesReceived, long bytesReceived, long messagesSent, long bytesSent,
			Map<DropReason, Long> messagesDropped) {

		/**
		 * Create the traffic of a session.
		 * @param messagesReceived the number of messages from the client
		 * @param bytesReceived their size in bytes
		 * @param messagesSent the number of frames that were written
		 * @param bytesSent their size in bytes
		 * @param messagesDropped the number of messages that did not reach the client, by
		 * reason
		 */
		public Traffic {
			messagesDropped = Map.copyOf(messagesDropped);
		}

		/**
		 * Return the number of messages that did not reach the client.
		 * @return the number, for all reasons together
		 */
		public long totalDropped() {
			return this.messagesDropped.values().stream().mapToLong(Long::longValue).sum();
		}

	}

}
