package io.github.realtimespring.autoconfigure.actuate;

import java.util.Locale;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that hides secrets among the values that the actuator shows, also
 * where it shows all.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class RealtimeSanitizingAutoConfiguration {

	private static final String KEYS = "realtimerelayrediskeys";

	private static final String SECRET = "secret";

	RealtimeSanitizingAutoConfiguration() {
	}

	@Bean
	static SanitizingFunction realtimeRelayKeySanitizingFunction() {
		return SanitizingFunction.sanitizeValue().ifKeyMatches(RealtimeSanitizingAutoConfiguration::isSecret);
	}

	/**
	 * Whether a name in any of the forms that bind, also that of an environment variable,
	 * is that of a secret.
	 */
	private static boolean isSecret(String name) {
		String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
		return letters.startsWith(KEYS) && letters.endsWith(SECRET);
	}

}
