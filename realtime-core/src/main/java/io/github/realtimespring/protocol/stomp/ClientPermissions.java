package io.github.realtimespring.protocol.stomp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.realtimespring.UserChannels;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.security.ChannelAction;
import io.github.realtimespring.security.ChannelAuthorizer;
import io.github.realtimespring.security.ClientIdentity;

/**
 * What clients may do with channels. Thread-safe.
 */
final class ClientPermissions {

	private static final Log logger = LogFactory.getLog(ClientPermissions.class);

	/**
	 * So many channels a subscription to a pattern remembers its answer for.
	 */
	private static final int MAX_REMEMBERED = 1024;

	private final Namespaces namespaces;

	private final ChannelAuthorizer authorizer;

	ClientPermissions(Namespaces namespaces, ChannelAuthorizer authorizer) {
		this.namespaces = namespaces;
		this.authorizer = authorizer;
	}

	/**
	 * Whether a client may subscribe to a channel that is not its own.
	 * @param channel the channel's name, or a pattern
	 */
	boolean maySubscribe(String channel, ClientIdentity identity) {
		return !channel.startsWith(UserChannels.PREFIX)
				&& isAllowed(ChannelAction.SUBSCRIBE, channel, this.namespaces.findOrDefault(channel), identity);
	}

	/**
	 * Whether a client may publish to a channel.
	 */
	boolean mayPublish(String channel, ClientIdentity identity) {
		return !channel.startsWith(UserChannels.PREFIX)
				&& isAllowed(ChannelAction.PUBLISH, channel, this.namespaces.findOrDefault(channel), identity);
	}

	/**
	 * Whether a client may publish to a user. User names are no namespaces: the default
	 * one decides.
	 */
	boolean mayPublishToUser(String channel, ClientIdentity identity) {
		return isAllowed(ChannelAction.PUBLISH, channel, this.namespaces.findOrDefault(Namespaces.DEFAULT), identity);
	}

	/**
	 * Which channels a client may see through a pattern: those that it could subscribe to
	 * by name. Each is asked about once, on the thread that delivers its first
	 * publication.
	 */
	Predicate<String> visibleTo(ClientIdentity identity) {
		Map<String, Boolean> remembered = new ConcurrentHashMap<>(4);
		return (channel) -> {
			Boolean known = remembered.get(channel);
			if (known == null) {
				known = isVisible(channel, identity);
				if (remembered.size() >= MAX_REMEMBERED) {
					remembered.clear();
				}
				remembered.put(channel, known);
			}
			return known;
		};
	}

	private boolean isVisible(String channel, ClientIdentity identity) {
		try {
			return maySubscribe(channel, identity);
		}
		catch (RuntimeException ex) {
			logger.error("The authorizer failed; the channel '" + channel + "' stays hidden", ex);
			return false;
		}
	}

	private boolean isAllowed(ChannelAction action, String channel, Namespace namespace, ClientIdentity identity) {
		return this.authorizer.isAllowed(action, channel, namespace, identity);
	}

}
