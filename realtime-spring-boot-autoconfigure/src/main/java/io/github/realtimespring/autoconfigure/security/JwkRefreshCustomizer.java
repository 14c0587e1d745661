package io.github.realtimespring.autoconfigure.security;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.core.Ordered;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder.JwkSetUriJwtDecoderBuilder;

/**
 * Lets the {@code JwtDecoder} that Spring Boot configures take its keys from
 * {@link RefreshingJwkSource}. An application's own decoder is not concerned, and an
 * application's own customizer of the token processor takes the place of this one.
 */
final class JwkRefreshCustomizer implements JwkSetUriJwtDecoderBuilderCustomizer, Ordered, DisposableBean {

	private final Duration interval;

	private final Duration maxAge;

	private final ScheduledExecutorService executor;

	/**
	 * Create the customizer.
	 * @param interval interval of fetching the keys, zero to leave them to Spring
	 * Security
	 * @param maxAge maximum time to use the last keys while they can't be fetched
	 */
	JwkRefreshCustomizer(Duration interval, Duration maxAge) {
		this.interval = interval;
		this.maxAge = maxAge;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("realtime-keys-");
		threads.setDaemon(true);
		this.executor = Executors.newSingleThreadScheduledExecutor(threads);
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void customize(JwkSetUriJwtDecoderBuilder builder) {
		if (this.interval.isZero()) {
			return;
		}
		builder.jwtProcessorCustomizer(this::customize);
	}

	private void customize(ConfigurableJWTProcessor<SecurityContext> processor) {
		if (processor.getJWSKeySelector() instanceof JWSVerificationKeySelector<SecurityContext> selector
				&& selector.getJWKSource() instanceof JWKSetBasedJWKSource<SecurityContext> source) {
			RefreshingJwkSource keys = new RefreshingJwkSource(source.getJWKSetSource(), this.maxAge, this.executor);
			keys.refreshEvery(this.interval);
			processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms(selector), keys));
		}
	}

	private static Set<JWSAlgorithm> algorithms(JWSVerificationKeySelector<SecurityContext> selector) {
		return Stream.of(JWSAlgorithm.Family.SIGNATURE, JWSAlgorithm.Family.HMAC_SHA)
			.flatMap(Set::stream)
			.filter(selector::isAllowed)
			.collect(Collectors.toSet());
	}

	@Override
	public void destroy() {
		this.executor.shutdownNow();
	}

}
