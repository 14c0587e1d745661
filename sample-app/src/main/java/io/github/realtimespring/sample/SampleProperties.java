package io.github.realtimespring.sample;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of the sample itself; everything about the realtime edge is under
 * {@code realtime}.
 *
 * @param jwtSecret shared secret that signs and checks the demo tokens, at least 32 bytes
 * in UTF-8; every node of one deployment needs the same
 * @param tokenLifetime how long a demo token is valid
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue(SampleProperties.DEMO_SECRET) String jwtSecret,
		@DefaultValue("1h") Duration tokenLifetime) {

	/**
	 * Known to everybody, so that two nodes started without any setting trust each
	 * other's tokens. Never good enough for anything but a demo.
	 */
	static final String DEMO_SECRET = "demo-secret-of-the-realtime-sample-do-not-use";

	private static final int HS256_KEY_BYTES = 32;

	SampleProperties {
		Assert.isTrue(jwtSecret.getBytes(StandardCharsets.UTF_8).length >= HS256_KEY_BYTES,
				"'sample.jwt-secret' must have at least 32 bytes");
		Assert.isTrue(!tokenLifetime.isNegative() && !tokenLifetime.isZero(),
				"'sample.token-lifetime' must be positive");
	}

	boolean usesDemoSecret() {
		return DEMO_SECRET.equals(this.jwtSecret);
	}

}
