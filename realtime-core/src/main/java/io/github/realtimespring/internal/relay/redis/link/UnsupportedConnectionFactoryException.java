package io.github.realtimespring.internal.relay.redis.link;

import org.jspecify.annotations.Nullable;

/**
 * The application's Redis connection factory can't carry the relay: it is not Lettuce's,
 * or its configuration knows no publish/subscribe. Only another configuration helps.
 */
public class UnsupportedConnectionFactoryException extends IllegalStateException {

	public UnsupportedConnectionFactoryException(String message) {
		this(message, null);
	}

	public UnsupportedConnectionFactoryException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
