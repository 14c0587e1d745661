package io.github.realtimespring.test;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.util.Map;
import java.util.TreeMap;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.WsFrameBase;
import org.apache.tomcat.websocket.WsRemoteEndpointImplBase;

/**
 * All buffers that Tomcat keeps for a WebSocket connection.
 */
public final class BufferSizes {

	private BufferSizes() {
	}

	/**
	 * The capacities by the buffers' names, and the largest parts of text and of bytes
	 * that the container hands over.
	 * @param nativeSession Tomcat's session
	 */
	public static Map<String, Integer> of(Object nativeSession) throws IllegalAccessException {
		Map<String, Integer> sizes = new TreeMap<>();
		collect(nativeSession, sizes);
		jakarta.websocket.Session session = (jakarta.websocket.Session) nativeSession;
		sizes.put("text part", session.getMaxTextMessageBufferSize());
		sizes.put("binary part", session.getMaxBinaryMessageBufferSize());
		return sizes;
	}

	private static void collect(Object owner, Map<String, Integer> sizes) throws IllegalAccessException {
		for (Class<?> type = owner.getClass(); type != Object.class; type = type.getSuperclass()) {
			for (Field field : type.getDeclaredFields()) {
				if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()
						|| !type.getName().startsWith("org.apache.tomcat")) {
					continue;
				}
				field.setAccessible(true);
				Object value = field.get(owner);
				if (value instanceof Buffer buffer) {
					sizes.put(type.getSimpleName() + "." + field.getName(), buffer.capacity());
				}
				else if (value instanceof SocketBufferHandler || isPartOf(owner, value)) {
					collect(value, sizes);
				}
			}
		}
	}

	private static boolean isPartOf(Object owner, Object value) {
		boolean downwards = !(owner instanceof WsFrameBase) && !(owner instanceof SocketWrapperBase<?>);
		return downwards && (value instanceof WsFrameBase
				|| (value instanceof WsRemoteEndpointImplBase && !(owner instanceof WsRemoteEndpointImplBase))
				|| value instanceof SocketWrapperBase<?>);
	}

}
