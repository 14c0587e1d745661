package io.github.realtimespring.autoconfigure.security;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes the CSRF token of a handshake available to Spring Security's message security,
 * without checking one: a handshake is guarded by its origin. The token is that of the
 * filter chain which would have taken the request if there were no short chain, so that
 * it comes from the same repository as the page's.
 */
final class CsrfTokenFilter extends OncePerRequestFilter {

	private static final String READING_METHOD = "GET";

	private final Supplier<List<SecurityFilterChain>> otherChains;

	/**
	 * Create the filter.
	 * @param otherChains the application's other filter chains in their order, asked for
	 * once, by the first request
	 */
	CsrfTokenFilter(Supplier<List<SecurityFilterChain>> otherChains) {
		this.otherChains = SingletonSupplier.of(otherChains);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		CsrfFilter filter = find(request);
		if (filter == null) {
			chain.doFilter(request, response);
		}
		else {
			filter.doFilter(new ReadingRequest(request), response,
					(wrapped, sameResponse) -> chain.doFilter(request, response));
		}
	}

	private @Nullable CsrfFilter find(HttpServletRequest request) {
		for (SecurityFilterChain chain : this.otherChains.get()) {
			if (chain.matches(request)) {
				return (CsrfFilter) chain.getFilters()
					.stream()
					.filter(CsrfFilter.class::isInstance)
					.findFirst()
					.orElse(null);
			}
		}
		return null;
	}

	/**
	 * A request that needs no CSRF token, whatever its method.
	 */
	private static final class ReadingRequest extends HttpServletRequestWrapper {

		private ReadingRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public String getMethod() {
			return READING_METHOD;
		}

	}

}
