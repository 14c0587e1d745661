package io.github.realtimespring.internal.hub.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.SocketWriter;

/**
 * A connection that becomes a session. Immutable but for its attributes.
 *
 * @param id unique among the sessions of this node
 * @param publicId random, unique among the sessions of all nodes, safe to show to others
 * @param transport the transport's name, for example {@code websocket}
 * @param address the client's address, {@code null} if it is unknown
 * @param attributes the attributes of the connection, a thread-safe map
 * @param writer the sending half
 * @param reader the receiving half, {@code null} if it can't stop reading
 */
public record Connection(String id, String publicId, String transport, @Nullable String address,
		Map<String, Object> attributes, SocketWriter writer, @Nullable SocketReader reader) {

	/**
	 * Create a connection without an address that can't stop reading.
	 */
	public Connection(String id, String transport, SocketWriter writer) {
		this(id, id, transport, null, new ConcurrentHashMap<>(4), writer, null);
	}

}
