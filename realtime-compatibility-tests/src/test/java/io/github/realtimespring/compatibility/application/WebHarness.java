package io.github.realtimespring.compatibility.application;

import java.io.IOException;
import java.security.Principal;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What every application of the suite has: a recorder, and users that are named by a
 * header as if the container had authenticated them.
 */
@Configuration(proxyBeanMethods = false)
public class WebHarness {

	@Bean
	Recorder recorder() {
		return new Recorder();
	}

	@Bean
	FilterRegistrationBean<Filter> userFilter() {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(new UserFilter());
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		registration.setAsyncSupported(true);
		return registration;
	}

	private static final class UserFilter extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			String name = request.getHeader("X-User");
			if (name == null) {
				chain.doFilter(request, response);
				return;
			}
			Principal user = new NamedPrincipal(name);
			chain.doFilter(new HttpServletRequestWrapper(request) {

				@Override
				public Principal getUserPrincipal() {
					return user;
				}

			}, response);
		}

	}

}
