package io.github.realtimespring.autoconfigure.properties;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The metadata of this module's properties, as the annotation processor wrote it.
 */
final class ConfigurationMetadata {

	private final JsonNode root = read();

	/**
	 * All properties, sorted by name.
	 */
	List<Property> properties() {
		return this.root.get("properties")
			.valueStream()
			.map((node) -> new Property(node.get("name").asString(), node.path("description").asString(""),
					node.path("defaultValue").asString(""), values(node.get("name").asString())))
			.sorted((one, other) -> one.name().compareTo(other.name()))
			.toList();
	}

	/**
	 * The values that a property can have, as the hints describe them; empty where the
	 * hints are examples.
	 */
	private Map<String, String> values(String property) {
		Map<String, String> values = new LinkedHashMap<>();
		for (JsonNode hint : this.root.get("hints")) {
			if (hint.get("name").asString().equals(property) && hint.path("providers").isEmpty()) {
				hint.path("values")
					.forEach((value) -> values.put(value.get("value").asString(), value.get("description").asString()));
			}
		}
		return values;
	}

	/**
	 * The descriptions of the groups by name, empty for those without one.
	 */
	Map<String, String> groups() {
		Map<String, String> groups = new TreeMap<>();
		for (JsonNode node : this.root.get("groups")) {
			groups.put(node.get("name").asString(), node.path("description").asString(""));
		}
		return groups;
	}

	/**
	 * Our own metadata, not that of any other jar on the class path.
	 */
	private static JsonNode read() {
		try {
			for (URL url : Collections.list(ConfigurationMetadata.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream content = url.openStream()) {
					JsonNode root = JsonMapper.shared().readTree(content);
					if (root.toString().contains(RealtimeProperties.class.getName())) {
						return root;
					}
				}
			}
			throw new IllegalStateException("No metadata");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A property.
	 *
	 * @param name its name
	 * @param description what it means
	 * @param defaultValue its default, empty if it has none
	 * @param values descriptions of the values it can have, empty if they are not listed
	 */
	record Property(String name, String description, String defaultValue, Map<String, String> values) {

	}

}
