package io.github.realtimespring.compatibility.application;

import java.util.Arrays;
import java.util.List;

/**
 * An application that is started twice: on plain Spring and on the starter.
 *
 * @param name a short name
 * @param path the path of its endpoint
 * @param sources its configuration
 * @param properties its properties, as {@code name=value}
 * @param security whether Spring Boot configures Spring Security
 * @param sentinel the destination at which the harness answers
 */
public record Application(String name, String path, List<Class<?>> sources, List<String> properties, boolean security,
		String sentinel) {

	/**
	 * An application with a message broker.
	 */
	public static Application stomp(String name, Class<?>... sources) {
		List<Class<?>> all = new java.util.ArrayList<>(List.of(WebHarness.class, StompHarness.class));
		all.addAll(Arrays.asList(sources));
		return new Application(name, "/stomp", all, List.of(), false, "/app/harness/sentinel");
	}

	/**
	 * An application without a message broker.
	 */
	public static Application handlers(String name, Class<?>... sources) {
		List<Class<?>> all = new java.util.ArrayList<>(List.of(WebHarness.class));
		all.addAll(Arrays.asList(sources));
		return new Application(name, "/handler", all, List.of(), false, null);
	}

	public Application withProperties(String... properties) {
		return new Application(this.name, this.path, this.sources, List.of(properties), this.security, this.sentinel);
	}

	public Application withSecurity() {
		return new Application(this.name, this.path, this.sources, this.properties, true, this.sentinel);
	}

	public Application withSentinel(String sentinel) {
		return new Application(this.name, this.path, this.sources, this.properties, this.security, sentinel);
	}

}
