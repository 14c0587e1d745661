package io.github.realtimespring.channel;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * All namespaces of an application. Immutable.
 *
 * @since 0.1.0
 */
public final class Namespaces {

	/**
	 * The name under which the options of channels without a namespace are kept.
	 */
	public static final String DEFAULT = "default";

	private final Map<String, Namespace> namespaces;

	private final Namespace defaultNamespace;

	private final boolean defaultConfigured;

	private final boolean allowUnknown;

	/**
	 * Create the registry.
	 * @param namespaces the configured namespaces; one named {@value #DEFAULT} replaces
	 * the default options of channels without a namespace
	 * @param allowUnknown whether channels of a namespace that is not configured take the
	 * default options, instead of being unknown
	 */
	public Namespaces(Collection<Namespace> namespaces, boolean allowUnknown) {
		Assert.notNull(namespaces, "'namespaces' must not be null");
		this.namespaces = new HashMap<>();
		Namespace fallback = Namespace.withDefaults(DEFAULT);
		for (Namespace namespace : namespaces) {
			if (namespace.name().equals(DEFAULT)) {
				fallback = namespace;
			}
			else {
				this.namespaces.put(namespace.name(), namespace);
			}
		}
		this.defaultNamespace = fallback;
		this.defaultConfigured = namespaces.stream().anyMatch((namespace) -> namespace.name().equals(DEFAULT));
		this.allowUnknown = allowUnknown;
	}

	/**
	 * Find the namespace of a channel.
	 * @param channel the channel's name
	 * @return the namespace, or {@code null} if it is unknown
	 */
	public @Nullable Namespace find(String channel) {
		int colon = channel.indexOf(':');
		if (colon < 0) {
			return this.defaultNamespace;
		}
		Namespace namespace = this.namespaces.get(channel.substring(0, colon));
		return (namespace == null && this.allowUnknown) ? this.defaultNamespace : namespace;
	}

	/**
	 * Return whether the options of a channel are configured: those of its namespace or,
	 * without one, the default ones.
	 * @param channel the channel's name
	 * @return whether they are configured
	 */
	public boolean isConfigured(String channel) {
		int colon = channel.indexOf(':');
		return this.defaultConfigured || (colon >= 0 && this.namespaces.containsKey(channel.substring(0, colon)));
	}

	/**
	 * Return whether the very namespace of a channel is declared. Unlike
	 * {@link #isConfigured}, declaring the default one covers only channels without a
	 * namespace: those without a colon, and destinations, which begin with a slash.
	 * @param channel the channel's name
	 * @return whether it is declared
	 */
	public boolean isDeclared(String channel) {
		int colon = channel.indexOf(':');
		if (colon >= 0 && this.namespaces.containsKey(channel.substring(0, colon))) {
			return true;
		}
		return this.defaultConfigured && (colon < 0 || channel.startsWith("/"));
	}

	/**
	 * Find the namespace of a channel, the default one if its own is not configured. For
	 * names that an application chose before it knew of namespaces, such as STOMP
	 * destinations.
	 * @param channel the channel's name
	 * @return the namespace
	 */
	public Namespace findOrDefault(String channel) {
		Namespace namespace = find(channel);
		return (namespace != null) ? namespace : this.defaultNamespace;
	}

}
