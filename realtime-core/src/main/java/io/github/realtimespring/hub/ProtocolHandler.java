package io.github.realtimespring.hub;

import java.util.List;

/**
 * Serves the sessions of one protocol, over whatever transport. Thread-safe. The
 * callbacks of one session come one after another, on the transport's threads, and must
 * only decode and hand over to {@link Session#inbound()}.
 */
public interface ProtocolHandler extends SessionProtocol {

	/**
	 * The names under which clients may ask for the protocol when they connect, best
	 * first.
	 */
	List<String> subProtocols();

	/**
	 * A session was opened.
	 */
	void opened(Session session);

	/**
	 * A message arrived.
	 * @param message the message's bytes, not used by anybody else
	 * @param text whether it came as text, as opposed to binary
	 */
	void received(Session session, byte[] message, boolean text);

	/**
	 * A session has ended.
	 */
	void ended(Session session);

}
