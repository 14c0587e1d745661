package io.github.realtimespring.autoconfigure.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.http.server.PathContainer;
import org.springframework.util.ClassUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The application's endpoints of the Jakarta WebSocket API that are beans. The container
 * takes their handshakes before any servlet does.
 */
final class ContainerEndpoints {

	private static final boolean API_PRESENT = ClassUtils.isPresent("jakarta.websocket.server.ServerEndpointConfig",
			ContainerEndpoints.class.getClassLoader());

	private final List<PathPattern> patterns;

	private ContainerEndpoints(List<PathPattern> patterns) {
		this.patterns = patterns;
	}

	/**
	 * Find the endpoints that Spring's {@code ServerEndpointExporter} registers.
	 */
	static ContainerEndpoints find(ListableBeanFactory beanFactory) {
		return new ContainerEndpoints(API_PRESENT ? Beans.find(beanFactory) : List.of());
	}

	boolean isEmpty() {
		return this.patterns.isEmpty();
	}

	/**
	 * Whether one of them takes the handshakes at a path.
	 * @param path the path or path pattern of another endpoint
	 */
	boolean take(String path) {
		PathContainer parsed = PathContainer.parsePath(path.startsWith("/") ? path : "/" + path);
		return this.patterns.stream().anyMatch((pattern) -> pattern.matches(parsed));
	}

	/**
	 * Apart, because the API may be missing.
	 */
	private static final class Beans {

		static List<PathPattern> find(ListableBeanFactory beanFactory) {
			List<PathPattern> patterns = new ArrayList<>();
			for (String name : beanFactory.getBeanNamesForAnnotation(ServerEndpoint.class)) {
				Set<ServerEndpoint> found = beanFactory.findAllAnnotationsOnBean(name, ServerEndpoint.class, false);
				found.forEach((endpoint) -> patterns.add(parse(endpoint.value())));
			}
			beanFactory.getBeansOfType(ServerEndpointConfig.class, false, false)
				.values()
				.forEach((endpoint) -> patterns.add(parse(endpoint.getPath())));
			return patterns;
		}

		private static PathPattern parse(String template) {
			boolean slash = template.length() > 1 && template.endsWith("/");
			return PathPatternParser.defaultInstance
				.parse(slash ? template.substring(0, template.length() - 1) : template);
		}

	}

}
