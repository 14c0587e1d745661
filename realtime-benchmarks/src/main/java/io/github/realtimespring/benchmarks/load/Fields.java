package io.github.realtimespring.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One line of named values: how the runner and the load generator talk.
 */
final class Fields {

	private final Map<String, String> values = new LinkedHashMap<>();

	static Fields parse(String line) {
		Fields fields = new Fields();
		for (String field : line.split("\t")) {
			int equals = field.indexOf('=');
			if (equals > 0) {
				fields.values.put(field.substring(0, equals), field.substring(equals + 1));
			}
		}
		return fields;
	}

	Fields put(String name, Object value) {
		this.values.put(name, value.toString().replaceAll("[\\t\\r\\n]+", " "));
		return this;
	}

	String text(String name) {
		return this.values.getOrDefault(name, "");
	}

	int integer(String name) {
		return Integer.parseInt(required(name));
	}

	long number(String name) {
		return Long.parseLong(required(name));
	}

	double decimal(String name) {
		return Double.parseDouble(required(name));
	}

	private String required(String name) {
		String value = this.values.get(name);
		if (value == null) {
			throw new IllegalArgumentException("'" + name + "' is missing");
		}
		return value;
	}

	@Override
	public String toString() {
		return this.values.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + field.getValue())
			.collect(Collectors.joining("\t"));
	}

}
