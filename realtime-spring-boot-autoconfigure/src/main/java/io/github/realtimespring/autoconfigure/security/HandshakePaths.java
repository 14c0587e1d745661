package io.github.realtimespring.autoconfigure.security;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The paths at which the realtime edge authenticates handshakes itself. Thread-safe.
 */
public final class HandshakePaths {

	private final Map<String, PathPattern> patterns = new ConcurrentHashMap<>();

	/**
	 * Note a path.
	 * @param pattern the path within the application, as it is registered with a handler
	 * mapping
	 */
	public void add(String pattern) {
		String path = pattern.startsWith("/") ? pattern : "/" + pattern;
		this.patterns.computeIfAbsent(path, PathPatternParser.defaultInstance::parse);
	}

	/**
	 * Whether handshakes are authenticated at a path.
	 * @param path the path within the application
	 */
	public boolean contains(PathContainer path) {
		Collection<PathPattern> all = this.patterns.values();
		for (PathPattern pattern : all) {
			if (pattern.matches(path)) {
				return true;
			}
		}
		return false;
	}

}
