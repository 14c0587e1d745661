package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Checks of {@code realtime.*} properties. Each throws an
 * {@link InvalidRealtimePropertyException} that names the property.
 */
public final class PropertyChecks {

	private static final Duration MAX_FLUSH_DELAY = Duration.ofSeconds(1);

	private static final Duration MAX_CONFLATION_INTERVAL = Duration.ofMinutes(1);

	/** Scheme, host and port, each maybe with wildcards; or a pattern without scheme. */
	private static final Pattern ORIGIN = Pattern.compile("null|\\*[^/\\s]*|[A-Za-z*][A-Za-z0-9+.*-]*://[^/\\s?#]+");

	private static final Pattern NAMESPACE = Pattern.compile("[^\\s:/*?{}$\\x00-\\x1f]+");

	private PropertyChecks() {
	}

	static void require(boolean condition, String property, String reason) {
		if (!condition) {
			throw new InvalidRealtimePropertyException(property, reason);
		}
	}

	static void requirePath(String path, String property) {
		require(path.startsWith("/"), property, "must start with '/'");
	}

	static void requirePositive(long value, String property) {
		require(value > 0, property, "must be positive");
	}

	static void requirePositive(Duration value, String property) {
		require(!value.isNegative() && !value.isZero(), property, "must be positive");
	}

	static void requireNotNegative(Duration value, String property) {
		require(!value.isNegative(), property, "must not be negative");
	}

	static void requireFlushDelay(Duration value, String property) {
		require(!value.isNegative() && value.compareTo(MAX_FLUSH_DELAY) <= 0, property,
				"must be between zero and one second");
	}

	static void requireConflationInterval(Duration value, String property) {
		require(!value.isNegative() && value.compareTo(MAX_CONFLATION_INTERVAL) <= 0, property,
				"must be between zero and one minute");
	}

	/**
	 * An entry that no browser's {@code Origin} header can match is a mistake.
	 */
	static void requireOrigins(List<String> origins, String property) {
		for (String origin : origins) {
			require(ORIGIN.matcher(origin).matches(), property, "contains '" + origin
					+ "', which matches no origin: write it as scheme://host[:port], without a path or a slash at the end");
		}
	}

	/**
	 * An application that still sets the relay by the name that it had before there was a
	 * group must not start without its Redis: a value for a group binds to nothing.
	 */
	public static void requireNoFormerRelay(Environment environment) {
		boolean former = Binder.get(environment)
			.bind("realtime.relay", String.class)
			.map(StringUtils::hasText)
			.orElse(false);
		require(!former, "realtime.relay", "is not a property any more: use realtime.relay.type");
	}

	/**
	 * In strict mode every namespace must be declared.
	 */
	public static void requireDeclaredNamespaces(RealtimeProperties channels) {
		require(!channels.allowUnknownNamespaces(), "realtime.allow-unknown-namespaces",
				"must not be true if realtime.security.mode is 'strict'");
	}

	/**
	 * The first colon of a channel's name ends its namespace, and the other characters
	 * are those of destinations and patterns.
	 */
	static void requireNamespace(String name) {
		require(NAMESPACE.matcher(name).matches(), "realtime.namespaces", "contains the name '" + name
				+ "', which no channel can have: a namespace is the part of a channel's "
				+ "name before its first ':', and must not be empty or contain ':', '/', '*', '?', '{', '}', '$' or spaces");
	}

}
