package io.github.realtimespring.internal.tenant;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Finds the tenant in the name of the host that a client connects to. Immutable.
 */
final class TenantHost {

	private static final String VARIABLE = "{tenant}";

	private static final String LABEL = "([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)";

	private final Pattern pattern;

	/**
	 * Create the pattern.
	 * @param pattern the host's name with the label {@value #VARIABLE}
	 */
	TenantHost(String pattern) {
		int start = pattern.indexOf(VARIABLE);
		Assert.isTrue(isValid(pattern), () -> "'" + pattern + "' must have exactly one label '" + VARIABLE + "'");
		String before = pattern.substring(0, start).toLowerCase(Locale.ROOT);
		String after = pattern.substring(start + VARIABLE.length()).toLowerCase(Locale.ROOT);
		this.pattern = Pattern.compile(Pattern.quote(before) + LABEL + Pattern.quote(after));
	}

	static boolean isValid(String pattern) {
		int start = pattern.indexOf(VARIABLE);
		int end = start + VARIABLE.length();
		return start >= 0 && pattern.indexOf(VARIABLE, end) < 0 && (start == 0 || pattern.charAt(start - 1) == '.')
				&& (end == pattern.length() || pattern.charAt(end) == '.');
	}

	/**
	 * The tenant of a host, {@code null} if it is none's.
	 */
	@Nullable String tenant(String host) {
		String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
		Matcher matcher = this.pattern.matcher(name.toLowerCase(Locale.ROOT));
		return matcher.matches() ? matcher.group(1) : null;
	}

}
