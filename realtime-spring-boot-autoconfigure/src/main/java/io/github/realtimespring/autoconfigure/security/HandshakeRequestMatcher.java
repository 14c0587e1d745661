package io.github.realtimespring.autoconfigure.security;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletRegistrationBean;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Matches the requests that reach an endpoint of the realtime edge, which authenticates
 * them. A request to the same path that another servlet or handler answers is not
 * matched. Thread-safe.
 */
final class HandshakeRequestMatcher implements RequestMatcher {

	private final HandshakePaths paths;

	private final Supplier<Set<String>> servlets;

	private final Supplier<List<HandlerMapping>> mappings;

	/**
	 * Create the matcher.
	 * @param paths the endpoints
	 * @param beanFactory asked for the servlets that serve the endpoints, and for the
	 * handler mappings, by the first request that looks like a handshake
	 */
	HandshakeRequestMatcher(HandshakePaths paths, ListableBeanFactory beanFactory) {
		this.paths = paths;
		this.servlets = SingletonSupplier.of(() -> servlets(beanFactory));
		this.mappings = SingletonSupplier.of(() -> mappings(beanFactory));
	}

	/**
	 * The names of the servlets that ask the handler mappings.
	 */
	private static Set<String> servlets(ListableBeanFactory beanFactory) {
		Set<String> names = beanFactory.getBeanProvider(DispatcherServletRegistrationBean.class)
			.stream()
			.map(DispatcherServletRegistrationBean::getServletName)
			.collect(Collectors.toSet());
		return names.isEmpty() ? Set.of(DispatcherServletAutoConfiguration.DEFAULT_DISPATCHER_SERVLET_BEAN_NAME)
				: names;
	}

	/**
	 * All handler mappings, in the order in which the servlet asks them.
	 */
	private static List<HandlerMapping> mappings(ListableBeanFactory beanFactory) {
		List<HandlerMapping> mappings = new ArrayList<>(
				BeanFactoryUtils.beansOfTypeIncludingAncestors(beanFactory, HandlerMapping.class, true, false)
					.values());
		AnnotationAwareOrderComparator.sort(mappings);
		return mappings;
	}

	@Override
	public boolean matches(HttpServletRequest request) {
		return this.paths.contains(request, ServletRequestPathUtils.parse(request).pathWithinApplication())
				&& this.servlets.get().contains(request.getHttpServletMapping().getServletName()) && isServed(request);
	}

	private boolean isServed(HttpServletRequest request) {
		HttpServletRequest lookup = new LookupRequest(request);
		ServletRequestPathUtils.parseAndCache(lookup);
		try {
			for (HandlerMapping mapping : this.mappings.get()) {
				HandlerExecutionChain chain = mapping.getHandler(lookup);
				if (chain != null) {
					return this.paths.isHandler(chain.getHandler());
				}
			}
		}
		catch (Exception ex) {
			// The servlet will answer with the same exception
		}
		return false;
	}

	/**
	 * Keeps to itself what handler mappings note in a request.
	 */
	private static final class LookupRequest extends HttpServletRequestWrapper {

		private final Map<String, @Nullable Object> attributes = new HashMap<>();

		private LookupRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable Object getAttribute(String name) {
			return this.attributes.containsKey(name) ? this.attributes.get(name) : super.getAttribute(name);
		}

		@Override
		public void setAttribute(String name, @Nullable Object value) {
			this.attributes.put(name, value);
		}

		@Override
		public void removeAttribute(String name) {
			this.attributes.put(name, null);
		}

		/**
		 * Without the header that would make a mapping answer with a handler of preflight
		 * requests in place of the endpoint's.
		 */
		@Override
		public @Nullable String getHeader(String name) {
			return HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD.equalsIgnoreCase(name) ? null : super.getHeader(name);
		}

	}

}
