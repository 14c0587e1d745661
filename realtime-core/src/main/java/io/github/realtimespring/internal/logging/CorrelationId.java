package io.github.realtimespring.internal.logging;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The id by which proxies and tracing systems know the handshake of a session.
 */
public final class CorrelationId {

	/**
	 * The attribute of a session that holds its correlation id.
	 */
	public static final String ATTRIBUTE = "realtime.correlation-id";

	private static final List<String> HEADERS = List.of("X-Request-ID", "X-Correlation-ID");

	/** Nothing that has a meaning in a log. */
	private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:=+/-]{1,128}");

	/** Trace Context, section 3.2: version, trace id, parent id, flags. */
	private static final Pattern TRACE_PARENT = Pattern
		.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

	private CorrelationId() {
	}

	/**
	 * Find the id in the headers of a handshake: the value of {@code X-Request-ID} or
	 * {@code X-Correlation-ID}, or the trace id of {@code traceparent}.
	 * @param header returns the first value of a header, or {@code null}
	 * @return {@code null} if there is none, or it is no plain word
	 */
	public static @Nullable String find(Function<String, @Nullable String> header) {
		for (String name : HEADERS) {
			String value = header.apply(name);
			if (value != null && ID.matcher(value).matches()) {
				return value;
			}
		}
		String trace = header.apply("traceparent");
		Matcher matcher = (trace != null && trace.length() <= 256) ? TRACE_PARENT.matcher(trace) : null;
		return (matcher != null && matcher.matches()) ? matcher.group(1) : null;
	}

	/**
	 * The id of a session.
	 * @param attributes the session's attributes
	 * @return {@code null} if it has none
	 */
	public static @Nullable String of(Map<String, Object> attributes) {
		return (attributes.get(ATTRIBUTE) instanceof String id) ? id : null;
	}

}
