package io.github.realtimespring.guard;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.UserChannels;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.security.ChannelAction;
import io.github.realtimespring.security.ChannelAuthorizer;
import io.github.realtimespring.security.ClientIdentity;

/**
 * Decides what clients may do with channels, for every protocol. Thread-safe.
 *
 * <p>
 * A client may always subscribe to its own user channels, which its protocol resolves
 * before it asks here; nobody may subscribe to another user's, and no client may publish
 * to a user. Names that begin with {@code $} are reserved for channels whose clients
 * present a token for the channel, which is not supported.
 */
public final class ChannelPermissions {

	private static final Log logger = LogFactory.getLog(ChannelPermissions.class);

	private static final String PRIVATE_PREFIX = "$";

	/**
	 * Number of channels whose answer a subscription to a pattern remembers.
	 */
	private static final int MAX_REMEMBERED = 1024;

	private final Namespaces namespaces;

	private final ChannelAuthorizer authorizer;

	private final BooleanSupplier anyNamespace;

	/**
	 * Create the permissions.
	 * @param namespaces the options of the channels
	 * @param authorizer decides what clients may do with channels that exist
	 * @param anyNamespace whether a channel of a namespace that is not configured takes
	 * the default options: an application that chose its destinations before it knew of
	 * namespaces may have a colon in them
	 */
	public ChannelPermissions(Namespaces namespaces, ChannelAuthorizer authorizer, BooleanSupplier anyNamespace) {
		Assert.notNull(namespaces, "'namespaces' must not be null");
		Assert.notNull(authorizer, "'authorizer' must not be null");
		Assert.notNull(anyNamespace, "'anyNamespace' must not be null");
		this.namespaces = namespaces;
		this.authorizer = authorizer;
		this.anyNamespace = anyNamespace;
	}

	/**
	 * Permissions under which a namespace must be configured.
	 * @param namespaces the options of the channels
	 * @param authorizer decides what clients may do with channels that exist
	 */
	public ChannelPermissions(Namespaces namespaces, ChannelAuthorizer authorizer) {
		this(namespaces, authorizer, () -> false);
	}

	/**
	 * Whether a check may block: an application's authorizer may.
	 */
	public boolean mayBlock() {
		return this.authorizer != ChannelAuthorizer.NAMESPACE_OPTIONS;
	}

	/**
	 * Whether a client may do something with a channel that is not its own user channel.
	 * @param action the action
	 * @param channel the channel's name
	 * @param identity the client's identity
	 */
	public ChannelPermission check(ChannelAction action, String channel, ClientIdentity identity) {
		if (channel.startsWith(UserChannels.PREFIX)) {
			return ChannelPermission.DENIED;
		}
		Namespace namespace = ChannelDestinations.isAlias(channel) ? null : namespace(channel);
		if (namespace == null) {
			return ChannelPermission.UNKNOWN_CHANNEL;
		}
		return (!channel.startsWith(PRIVATE_PREFIX) && this.authorizer.isAllowed(action, channel, namespace, identity))
				? ChannelPermission.GRANTED : ChannelPermission.DENIED;
	}

	/**
	 * Whether a client may subscribe to a pattern, and receive what it may see of the
	 * channels that the pattern matches.
	 * @param pattern a pattern of channel names
	 */
	public boolean maySubscribeToPattern(String pattern, ClientIdentity identity) {
		return !pattern.startsWith(UserChannels.PREFIX) && this.authorizer.isAllowed(ChannelAction.SUBSCRIBE, pattern,
				this.namespaces.findOrDefault(pattern), identity);
	}

	/**
	 * Which channels a client may see through a pattern: those that it could subscribe to
	 * by name. Each is asked about once, on the thread that delivers its first
	 * publication.
	 */
	public Predicate<String> visibleTo(ClientIdentity identity) {
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
			return check(ChannelAction.SUBSCRIBE, channel, identity) == ChannelPermission.GRANTED;
		}
		catch (RuntimeException ex) {
			logger.error("The authorizer failed; the channel '" + channel + "' stays hidden", ex);
			return false;
		}
	}

	/**
	 * A name that begins with a slash is a destination: a colon in it has no meaning
	 * unless somebody configured it.
	 */
	private @Nullable Namespace namespace(String channel) {
		return (channel.startsWith("/") || this.anyNamespace.getAsBoolean()) ? this.namespaces.findOrDefault(channel)
				: this.namespaces.find(channel);
	}

}
