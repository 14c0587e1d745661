package io.github.realtimespring.helm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.yaml.snakeyaml.Yaml;

/**
 * The Kubernetes objects of a rendered chart. A path such as {@code spec.ports.0.port}
 * leads to a value.
 */
final class Manifests {

	private final List<Map<String, Object>> objects = new ArrayList<>();

	Manifests(String yaml) {
		for (Object document : new Yaml().loadAll(yaml)) {
			if (document != null) {
				this.objects.add(asMap(document));
			}
		}
	}

	List<String> kinds() {
		return this.objects.stream().map((object) -> (String) object.get("kind")).distinct().sorted().toList();
	}

	List<String> apiVersions() {
		return this.objects.stream().map((object) -> (String) object.get("apiVersion")).distinct().toList();
	}

	/** Returns the first object of the kind, in the order of the rendered text. */
	Map<String, Object> get(String kind) {
		return this.objects.stream()
			.filter((object) -> kind.equals(object.get("kind")))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No " + kind + " among " + kinds()));
	}

	Map<String, Object> get(String kind, String name) {
		return this.objects.stream()
			.filter((object) -> kind.equals(object.get("kind")) && name.equals(at(object, "metadata.name")))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No " + kind + " " + name + " among " + kinds()));
	}

	Map<String, Object> deployment() {
		return get("Deployment");
	}

	Map<String, Object> pod() {
		return asMap(at(deployment(), "spec.template.spec"));
	}

	Map<String, Object> podLabels() {
		return asMap(at(deployment(), "spec.template.metadata.labels"));
	}

	Map<String, Object> container() {
		return asMap(at(pod(), "containers.0"));
	}

	/** Returns the container's environment; a value taken from elsewhere is a map. */
	Map<String, Object> environment() {
		Map<String, Object> environment = new LinkedHashMap<>();
		for (Object variable : (List<?>) container().get("env")) {
			Map<String, Object> map = asMap(variable);
			Object previous = environment.put((String) map.get("name"),
					map.getOrDefault("value", map.get("valueFrom")));
			if (previous != null) {
				throw new AssertionError(map.get("name") + " is set twice");
			}
		}
		return environment;
	}

	static Object at(Object start, String path) {
		Object current = start;
		for (String segment : path.split("\\.")) {
			if (current == null) {
				return null;
			}
			current = (current instanceof List<?> list) ? list.get(Integer.parseInt(segment))
					: asMap(current).get(segment);
		}
		return current;
	}

	@SuppressWarnings("unchecked")
	static Map<String, Object> asMap(Object value) {
		return (Map<String, Object>) value;
	}

}
