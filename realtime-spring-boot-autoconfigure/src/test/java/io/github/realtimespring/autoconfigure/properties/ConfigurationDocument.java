package io.github.realtimespring.autoconfigure.properties;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.realtimespring.autoconfigure.properties.ConfigurationMetadata.Property;

/**
 * The tables of properties in docs/configuration.md.
 */
final class ConfigurationDocument {

	static final String BEGIN = "<!-- The tables are generated. Run ConfigurationDocumentTests with "
			+ "-Dupdate-docs=true to write them. -->\n";

	static final String END = "<!-- End of the generated tables. -->\n";

	private static final String NAMESPACES = "realtime.namespaces";

	private static final String ACTUATOR = "management";

	private static final Pattern NAME = Pattern.compile("\\b(realtime|server)\\.[a-z][a-z.-]*[a-z]");

	private final ConfigurationMetadata metadata;

	ConfigurationDocument(ConfigurationMetadata metadata) {
		this.metadata = metadata;
	}

	/**
	 * A page with new tables between its markers.
	 */
	String update(String page) {
		int begin = page.indexOf(BEGIN);
		int end = page.indexOf(END);
		if (begin < 0 || end < begin) {
			throw new IllegalArgumentException("The markers are missing");
		}
		return page.substring(0, begin + BEGIN.length()) + tables() + page.substring(end);
	}

	private String tables() {
		Map<String, List<Property>> sections = this.metadata.properties()
			.stream()
			.filter((property) -> !property.name().equals(NAMESPACES))
			.collect(Collectors.groupingBy(ConfigurationDocument::section, TreeMap::new, Collectors.toList()));
		List<Property> actuator = sections.remove(ACTUATOR);
		StringBuilder tables = new StringBuilder("\n");
		sections.forEach((name, properties) -> append(tables, '`' + shown(name) + '`', description(name), properties));
		append(tables, "Actuator", "Spring Boot's properties of the endpoint and the health indicator.", actuator);
		return tables.toString();
	}

	/**
	 * Properties are grouped by the first two parts of their names.
	 */
	private static String section(Property property) {
		String[] parts = property.name().split("\\.");
		if (parts[0].equals(ACTUATOR)) {
			return ACTUATOR;
		}
		return (parts.length > 2) ? parts[0] + '.' + parts[1] : parts[0];
	}

	private String description(String section) {
		return section.equals(NAMESPACES) ? this.metadata.properties()
			.stream()
			.filter((property) -> property.name().equals(NAMESPACES))
			.findFirst()
			.orElseThrow()
			.description() : this.metadata.groups().get(section);
	}

	private static void append(StringBuilder tables, String title, String description, List<Property> properties) {
		tables.append("### ").append(title).append("\n\n").append(description).append("\n\n");
		tables.append("| Property | Default | Description |\n|---|---|---|\n");
		for (Property property : properties) {
			tables.append("| `").append(shown(property.name())).append("` | ");
			tables.append(property.defaultValue().isEmpty() ? "" : '`' + property.defaultValue() + "` ");
			tables.append("| ").append(text(property.description()));
			property.values()
				.forEach((value, meaning) -> tables.append(" `").append(value).append("`: ").append(meaning));
			tables.append(" |\n");
		}
		tables.append('\n');
	}

	/**
	 * The default namespace stands for all of them.
	 */
	private static String shown(String name) {
		return name.equals(NAMESPACES) ? NAMESPACES + ".<name>"
				: name.replace(NAMESPACES + ".default.", NAMESPACES + ".<name>.");
	}

	private static String text(String description) {
		return NAME.matcher(description).replaceAll("`$0`").replace("|", "\\|");
	}

}
