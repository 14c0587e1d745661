package io.github.realtimespring.autoconfigure.properties;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;

import io.github.realtimespring.internal.logging.LimitedLog;

/**
 * The names of all {@code realtime.*} properties, read from the types that they are bound
 * to, and the names that some of them used to have.
 */
final class KnownProperties {

	static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("realtime");

	/** All types that hold properties. */
	static final List<Class<? extends Record>> TYPES = List.of(RealtimeProperties.class, CentrifugeProperties.class,
			DispatchProperties.class, DrainProperties.class, InboundProperties.class, LimitsProperties.class,
			OutboundProperties.class, PatternProperties.class, RealtimeSecurityProperties.class,
			RedisRelayProperties.class, RelayProperties.class, ResumeProperties.class, StompProperties.class,
			TenantProperties.class, WebSocketProperties.class);

	private static final Map<String, String> RENAMED = Map.ofEntries(
			Map.entry("realtime.heartbeat.ping-interval", "realtime.centrifuge.ping-interval"),
			Map.entry("realtime.heartbeat.pong-timeout", "realtime.centrifuge.pong-timeout"),
			Map.entry("realtime.local.max-history", "realtime.relay.local.max-history-size"),
			Map.entry("realtime.namespaces.*.history.size", "realtime.namespaces.*.history.max-publications"),
			Map.entry("realtime.recovery.limit", "realtime.recovery.max-publications"),
			Map.entry("realtime.security.token.cache-size", "realtime.security.token.cache.max-entries"),
			Map.entry("realtime.security.token.cache-time", "realtime.security.token.cache.ttl"),
			Map.entry("realtime.security.token.connect", "realtime.security.token.connect-enabled"),
			Map.entry("realtime.security.token.header", "realtime.security.token.header-enabled"),
			Map.entry("realtime.security.token.required", "realtime.security.anonymous"),
			Map.entry("realtime.security.token.subprotocol", "realtime.security.token.subprotocol-enabled"),
			Map.entry("realtime.stomp.heartbeat-receive", "realtime.stomp.heartbeat.receive"),
			Map.entry("realtime.stomp.heartbeat-send", "realtime.stomp.heartbeat.send"),
			Map.entry("realtime.user-channels.history.size", "realtime.user-channels.history.max-publications"),
			Map.entry("realtime.websocket.enabled", "realtime.centrifuge.enabled"),
			Map.entry("realtime.websocket.path", "realtime.centrifuge.path"));

	/** Stands for any key of a map. */
	private static final String ANY = "*";

	/** Each known name as its elements, with a flag for those that hold lists. */
	private final Map<List<String>, Boolean> names = new LinkedHashMap<>();

	KnownProperties() {
		TYPES.forEach((type) -> add(elements(prefix(type)), type));
		// A system property of the core
		this.names.put(elements(LimitedLog.LIMIT), false);
	}

	/**
	 * The prefix of all properties of a type.
	 */
	static String prefix(Class<?> type) {
		return MergedAnnotations.from(type).get(ConfigurationProperties.class).getString("value");
	}

	private void add(List<String> prefix, Class<?> type) {
		for (RecordComponent component : type.getRecordComponents()) {
			List<String> name = append(prefix, dashed(component.getName()));
			if (component.getType().isRecord()) {
				add(name, component.getType());
			}
			else if (Map.class.isAssignableFrom(component.getType())) {
				addMap(append(name, ANY), component.getGenericType());
			}
			else {
				addValue(name, component);
			}
		}
	}

	private void addValue(List<String> name, RecordComponent component) {
		boolean list = Collection.class.isAssignableFrom(component.getType());
		Class<?> element = ResolvableType.forType(component.getGenericType()).asCollection().resolveGeneric();
		this.names.put(name, list);
		if (list && element != null && element.isRecord()) {
			add(append(name, ANY), element);
		}
	}

	private void addMap(List<String> name, Type type) {
		if (type instanceof ParameterizedType map && map.getActualTypeArguments()[1] instanceof Class<?> value
				&& value.isRecord()) {
			add(name, value);
		}
		else {
			this.names.put(name, false);
		}
	}

	/**
	 * Whether a property is known.
	 */
	boolean contains(ConfigurationPropertyName name) {
		return this.names.entrySet().stream().anyMatch((known) -> matches(known.getKey(), known.getValue(), name));
	}

	/**
	 * Whether known properties are below a name.
	 */
	boolean isSection(ConfigurationPropertyName name) {
		int elements = name.getNumberOfElements();
		return this.names.keySet()
			.stream()
			.anyMatch((known) -> known.size() > elements && matches(known.subList(0, elements), false, name));
	}

	private static boolean matches(List<String> known, boolean list, ConfigurationPropertyName name) {
		int elements = name.getNumberOfElements();
		if (elements != known.size() && !(list && elements == known.size() + 1)) {
			return false;
		}
		for (int i = 0; i < known.size(); i++) {
			String element = known.get(i);
			if (!ANY.equals(element) && !uniform(element).equals(name.getElement(i, Form.UNIFORM))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The known name that was most likely meant, or {@code null}.
	 */
	@Nullable String nearest(ConfigurationPropertyName name) {
		for (Map.Entry<String, String> renamed : RENAMED.entrySet()) {
			if (matches(elements(renamed.getKey()), false, name)) {
				return named(elements(renamed.getValue()), name);
			}
		}
		String text = uniform(name);
		int tolerance = Math.max(2, (text.length() - uniform(ROOT).length()) / 4);
		return this.names.keySet()
			.stream()
			.map((known) -> new Candidate(named(known, name), distance(text, name, known)))
			.filter((candidate) -> candidate.distance() <= tolerance)
			.min(Comparator.comparingInt(Candidate::distance))
			.map(Candidate::name)
			.orElse(null);
	}

	private static int distance(String text, ConfigurationPropertyName name, List<String> known) {
		int distance = distance(text, uniform(String.join(".", known).replace(ANY, "")));
		String last = uniform(known.get(known.size() - 1));
		boolean misplaced = last.equals(name.getLastElement(Form.UNIFORM));
		return misplaced ? Math.min(distance, 1) : Math.min(distance, distance(text, uniform(named(known, name))));
	}

	/**
	 * A known name with the keys that the other name has in its place.
	 */
	private static String named(List<String> known, ConfigurationPropertyName name) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < known.size(); i++) {
			boolean key = ANY.equals(known.get(i));
			String element = key ? ((i < name.getNumberOfElements()) ? name.getElement(i, Form.ORIGINAL) : "<name>")
					: known.get(i);
			text.append(text.isEmpty() ? "" : ".").append(element);
		}
		return text.toString();
	}

	private static int distance(String one, String other) {
		int[] previous = new int[other.length() + 1];
		for (int j = 0; j < previous.length; j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= one.length(); i++) {
			int[] current = new int[previous.length];
			current[0] = i;
			for (int j = 1; j < previous.length; j++) {
				int change = (one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1;
				current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
			}
			previous = current;
		}
		return previous[other.length()];
	}

	private static String dashed(String name) {
		StringBuilder dashed = new StringBuilder();
		for (char c : name.toCharArray()) {
			dashed.append(Character.isUpperCase(c) ? "-" + Character.toLowerCase(c) : c);
		}
		return dashed.toString();
	}

	private static List<String> elements(String name) {
		return List.of(name.split("\\."));
	}

	private static String uniform(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

	private static String uniform(ConfigurationPropertyName name) {
		return uniform(name.toString());
	}

	private static List<String> append(List<String> prefix, String element) {
		return Stream.concat(prefix.stream(), Stream.of(element)).toList();
	}

	private record Candidate(String name, int distance) {

	}

}
