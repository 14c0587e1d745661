package io.github.realtimespring.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One node of the sample, started in this JVM on a free port.
 */
final class RunningNode implements AutoCloseable {

	private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"");

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private RunningNode(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static RunningNode start(String... arguments) {
		return start(SampleApplication.class, arguments);
	}

	static RunningNode start(Class<?> additionalSource, String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add("--server.port=0");
		all.add("--spring.jmx.enabled=false");
		all.add("--spring.main.banner-mode=off");
		return new RunningNode(new SpringApplicationBuilder(SampleApplication.class, additionalSource)
			.run(all.toArray(String[]::new)));
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	int port() {
		return Integer.parseInt(this.context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	URI uri(String scheme, String path) {
		return URI.create(scheme + "://127.0.0.1:" + port() + path);
	}

	String token(String user) {
		Matcher matcher = TOKEN.matcher(get("/api/token?user=" + user).body());
		if (!matcher.find()) {
			throw new IllegalStateException("No token");
		}
		return matcher.group(1);
	}

	HttpResponse<String> get(String path) {
		return exchange(HttpRequest.newBuilder(uri("http", path)).build());
	}

	HttpResponse<String> post(String path, String json) {
		return exchange(HttpRequest.newBuilder(uri("http", path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json))
			.build());
	}

	private HttpResponse<String> exchange(HttpRequest request) {
		try {
			return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
