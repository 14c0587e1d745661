package io.github.realtimespring.internal.guard;

import java.util.Locale;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.channel.TopicChannels;
import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.security.ChannelAction;
import io.github.realtimespring.security.ChannelAuthorizer;

/**
 * Decides the permissions of clients on channels, for every protocol. Thread-safe.
 *
 * <p>
 * A client may always subscribe to its own user channels, which its protocol resolves
 * before it asks here; no client may subscribe to another user's channels or publish to a
 * user. Names that begin with {@code $} are reserved for channels whose clients present a
 * token for the channel, which is not supported.
 */
public final class ChannelPermissions {

	private static final String PRIVATE_PREFIX = "$";

	private final Namespaces namespaces;

	private final ChannelAuthorizer authorizer;

	private final BooleanSupplier anyNamespace;

	private final boolean strict;

	/**
	 * Create the permissions.
	 * @param namespaces the options of the channels
	 * @param authorizer decides the permissions of clients on channels that exist
	 * @param anyNamespace whether a channel of a namespace that is not configured takes
	 * the default options: an application that chose its destinations before it knew of
	 * namespaces may have a colon in them
	 */
	public ChannelPermissions(Namespaces namespaces, ChannelAuthorizer authorizer, BooleanSupplier anyNamespace) {
		this(namespaces, authorizer, anyNamespace, false);
	}

	private ChannelPermissions(Namespaces namespaces, ChannelAuthorizer authorizer, BooleanSupplier anyNamespace,
			boolean strict) {
		Assert.notNull(namespaces, "'namespaces' must not be null");
		Assert.notNull(authorizer, "'authorizer' must not be null");
		Assert.notNull(anyNamespace, "'anyNamespace' must not be null");
		this.namespaces = namespaces;
		this.authorizer = authorizer;
		this.anyNamespace = anyNamespace;
		this.strict = strict;
	}

	/**
	 * Permissions under which every namespace must be declared, the default one too, in
	 * an application that configured the message broker itself as well.
	 * @param namespaces the options of the channels
	 * @param authorizer decides the permissions of clients on channels that are declared
	 */
	public static ChannelPermissions strict(Namespaces namespaces, ChannelAuthorizer authorizer) {
		return new ChannelPermissions(namespaces, authorizer, () -> false, true);
	}

	/**
	 * Permissions under which a namespace must be configured.
	 * @param namespaces the options of the channels
	 * @param authorizer decides the permissions of clients on channels that exist
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
	 * Drop cached answers about a client whose rights are to be checked again.
	 */
	public void forget(ClientIdentity identity) {
		if (this.authorizer instanceof AnswerCache cache) {
			cache.forget(identity);
		}
	}

	/**
	 * Whether somebody decided about a channel: its namespace's options are configured,
	 * the application has an authorizer, or undeclared channels are denied.
	 * @param channel the channel's name
	 */
	public boolean isConfigured(String channel) {
		return this.strict || mayBlock() || this.namespaces.isConfigured(channel);
	}

	/**
	 * The rule that decides about a channel, for the log and for the client: a property
	 * with its value, or words.
	 * @param action the action
	 * @param channel the channel's name
	 */
	public String rule(ChannelAction action, String channel) {
		if (channel.startsWith(UserChannels.PREFIX)) {
			return "the channel is a user's";
		}
		if (isReserved(channel)) {
			return "names that begin with $ are reserved";
		}
		Namespace namespace = namespace(channel);
		return (namespace != null) ? rule(action, namespace)
				: "realtime.namespaces." + nameOfNamespace(channel) + " is not configured";
	}

	private static String nameOfNamespace(String channel) {
		int colon = channel.startsWith("/") ? -1 : channel.indexOf(':');
		return (colon >= 0) ? channel.substring(0, colon) : Namespaces.DEFAULT;
	}

	/**
	 * The rule that decides about a pattern.
	 * @param pattern a pattern of channel names
	 * @param prefix the literal beginning of the channels' names
	 */
	public String patternRule(String pattern, String prefix) {
		if (pattern.startsWith(UserChannels.PREFIX)) {
			return "the channels are a user's";
		}
		if (allowsPatterns(prefix)) {
			return rule(ChannelAction.SUBSCRIBE, this.namespaces.findOrDefault(pattern));
		}
		Namespace namespace = namespace(prefix);
		if (namespace == null) {
			return rule(ChannelAction.SUBSCRIBE, prefix);
		}
		return prefix.isEmpty() ? "a pattern must begin with a part of a name"
				: "realtime.namespaces." + namespace.name() + ".patterns=false";
	}

	private String rule(ChannelAction action, Namespace namespace) {
		if (mayBlock()) {
			return "ChannelAuthorizer";
		}
		ClientAccess access = switch (action) {
			case SUBSCRIBE -> namespace.subscribe();
			case READ_HISTORY -> namespace.readHistory();
			case PUBLISH -> namespace.publish();
		};
		return "realtime.namespaces." + namespace.name() + '.'
				+ action.name().toLowerCase(Locale.ROOT).replace('_', '-') + '='
				+ access.name().toLowerCase(Locale.ROOT);
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
		Namespace namespace = TopicChannels.isDestination(channel) ? null : namespace(channel);
		if (namespace == null) {
			return ChannelPermission.UNKNOWN_CHANNEL;
		}
		return (!isReserved(channel) && this.authorizer.isAllowed(action, channel, namespace, identity))
				? ChannelPermission.GRANTED : ChannelPermission.DENIED;
	}

	/**
	 * Whether a client may subscribe to a user's channel that the application's broker
	 * serves as an ordinary one, see {@link ChannelDestinations}.
	 */
	public boolean maySubscribeToLiteralUser(String channel, ClientIdentity identity) {
		return this.anyNamespace.getAsBoolean() && this.authorizer.isAllowed(ChannelAction.SUBSCRIBE, channel,
				this.namespaces.findOrDefault(channel), identity);
	}

	/**
	 * Whether a name begins as the Centrifuge protocol's private channels do. To an
	 * application that chose its destinations by itself that means nothing.
	 */
	private boolean isReserved(String channel) {
		return channel.startsWith(PRIVATE_PREFIX) && !this.anyNamespace.getAsBoolean();
	}

	/**
	 * Whether a client may subscribe to a pattern, and receive publications of those
	 * matching channels that it is permitted to see.
	 * @param pattern a pattern of channel names
	 * @param prefix the literal beginning of the channels' names
	 */
	public boolean maySubscribeToPattern(String pattern, String prefix, ClientIdentity identity) {
		return allowsPatterns(prefix) && !pattern.startsWith(UserChannels.PREFIX) && this.authorizer
			.isAllowed(ChannelAction.SUBSCRIBE, pattern, this.namespaces.findOrDefault(pattern), identity);
	}

	/**
	 * Whether clients may subscribe to patterns of the channels whose names begin with a
	 * prefix: those of a namespace that allows it, or all channels if the application
	 * configured the broker without namespaces.
	 * @param prefix the literal beginning of the channels' names
	 */
	public boolean allowsPatterns(String prefix) {
		if (this.anyNamespace.getAsBoolean()) {
			return true;
		}
		Namespace namespace = namespace(prefix);
		return !prefix.isEmpty() && namespace != null && namespace.patterns();
	}

	/**
	 * Whether a client receives a channel through a pattern: if it could subscribe to it
	 * by name, and the channel's own namespace allows patterns.
	 */
	public boolean isVisibleThroughPattern(String channel, ClientIdentity identity) {
		return check(ChannelAction.SUBSCRIBE, channel, identity) == ChannelPermission.GRANTED
				&& allowsPatterns(channel);
	}

	/**
	 * A name that begins with a slash is a destination: a colon in it has no meaning
	 * unless somebody configured it.
	 */
	private @Nullable Namespace namespace(String channel) {
		if (this.strict && !this.namespaces.isDeclared(channel)) {
			return null;
		}
		return (channel.startsWith("/") || this.anyNamespace.getAsBoolean()) ? this.namespaces.findOrDefault(channel)
				: this.namespaces.find(channel);
	}

}
