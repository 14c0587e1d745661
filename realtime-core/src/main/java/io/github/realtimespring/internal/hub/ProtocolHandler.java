package io.github.realtimespring.internal.hub;

import java.net.URI;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;

/**
 * Serves the sessions of one protocol over any transport. Thread-safe. The callbacks of
 * one session come one after another, on the transport's threads, and must only decode
 * and hand over to {@link Session#inbound()}.
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
	void onOpened(Session session);

	/**
	 * A session was opened.
	 * @param subProtocol the name that the client and this node agreed on, {@code null}
	 * if none
	 * @param uri the address that the client asked for, {@code null} if unknown
	 */
	default void onOpened(Session session, @Nullable String subProtocol, @Nullable URI uri) {
		onOpened(session);
	}

	/**
	 * A message arrived.
	 * @param message the message's bytes, not used by anybody else
	 * @param text whether it came as text, as opposed to binary
	 */
	void onReceived(Session session, byte[] message, boolean text);

	/**
	 * A session has ended.
	 */
	void onEnded(Session session);

	/**
	 * A session has ended.
	 * @param observed the close code that the connection ended with
	 */
	default void onEnded(Session session, CloseCode observed) {
		onEnded(session);
	}

}
