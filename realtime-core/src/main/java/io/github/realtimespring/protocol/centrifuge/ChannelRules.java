package io.github.realtimespring.protocol.centrifuge;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.security.ChannelAction;
import io.github.realtimespring.security.ChannelAuthorizer;
import io.github.realtimespring.security.ClientIdentity;

/**
 * What clients may do with which channels. Thread-safe.
 */
final class ChannelRules {

	/**
	 * Channels whose names start so are open only to clients with a token for the
	 * channel.
	 */
	private static final String PRIVATE_PREFIX = "$";

	private final Namespaces namespaces;

	private final ChannelAuthorizer authorizer;

	private final int maxLength;

	ChannelRules(Namespaces namespaces, ChannelAuthorizer authorizer, int maxLength) {
		this.namespaces = namespaces;
		this.authorizer = authorizer;
		this.maxLength = maxLength;
	}

	/**
	 * Whether a check may take its time: those of the application may.
	 */
	boolean mayBlock() {
		return this.authorizer != ChannelAuthorizer.NAMESPACE_OPTIONS;
	}

	boolean isTooLong(String channel) {
		return channel.length() > this.maxLength;
	}

	/**
	 * Whether a client may do something with a channel that is no user channel.
	 * @return why not, or {@code null} if it may
	 */
	@Nullable CentrifugeError check(ChannelAction action, String channel, ClientIdentity identity) {
		// A name that starts with a slash is a STOMP destination: a colon in it means
		// nothing unless somebody configured it
		Namespace namespace = channel.startsWith("/") ? this.namespaces.findOrDefault(channel)
				: this.namespaces.find(channel);
		if (namespace == null) {
			return CentrifugeError.UNKNOWN_CHANNEL;
		}
		if (channel.startsWith(PRIVATE_PREFIX)) {
			return CentrifugeError.PERMISSION_DENIED;
		}
		return this.authorizer.isAllowed(action, channel, namespace, identity) ? null
				: CentrifugeError.PERMISSION_DENIED;
	}

}
