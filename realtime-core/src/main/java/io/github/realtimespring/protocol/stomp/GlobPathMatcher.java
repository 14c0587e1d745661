package io.github.realtimespring.protocol.stomp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.AntPathMatcher;
import org.springframework.util.PathMatcher;

/**
 * Matches as its base class does, without regular expressions: whatever pattern a client
 * thinks up, the time is bounded by the product of both lengths and nothing is thrown.
 * The base class throws for expressions that can't be read or take long, which would cost
 * the neighbours their message. Knows {@code *}, {@code **} and {@code ?}; braces stand
 * for themselves. Thread-safe. Keeps what it has made of each pattern, so it is meant for
 * one pattern.
 */
final class GlobPathMatcher extends AntPathMatcher {

	private static final String SEPARATORS = "/.:-_,;|#!~";

	private final Map<String, AntPathStringMatcher> segments = new ConcurrentHashMap<>(4);

	private final boolean caseSensitive;

	private GlobPathMatcher(String pathSeparator, boolean caseSensitive) {
		super(pathSeparator);
		setCaseSensitive(caseSensitive);
		this.caseSensitive = caseSensitive;
	}

	/**
	 * Makes matchers that divide names and treat case as another one does. One that is
	 * not Spring's own is used as it is.
	 */
	static Supplier<PathMatcher> like(PathMatcher original) {
		if (original.getClass() != AntPathMatcher.class) {
			return () -> original;
		}
		String separator = separator(original);
		boolean caseSensitive = !original.match("a", "A");
		return () -> new GlobPathMatcher(separator, caseSensitive);
	}

	/**
	 * A star does not reach across the separator, which the matcher itself does not tell.
	 */
	private static String separator(PathMatcher matcher) {
		return SEPARATORS.chars()
			.mapToObj(Character::toString)
			.filter((separator) -> !matcher.match("*", "a" + separator + "a"))
			.findFirst()
			.orElse(DEFAULT_PATH_SEPARATOR);
	}

	@Override
	protected AntPathStringMatcher getStringMatcher(String pattern) {
		return this.segments.computeIfAbsent(pattern, Segment::new);
	}

	/**
	 * Matches the part of a name between two separators.
	 */
	private final class Segment extends AntPathStringMatcher {

		private final String pattern;

		Segment(String pattern) {
			// What the base class makes of the pattern is not used
			super("", DEFAULT_PATH_SEPARATOR, true);
			this.pattern = pattern;
		}

		@Override
		public boolean matchStrings(String text, @Nullable Map<String, String> uriTemplateVariables) {
			int textIndex = 0;
			int patternIndex = 0;
			int star = -1;
			int starText = 0;
			while (textIndex < text.length()) {
				char wanted = (patternIndex < this.pattern.length()) ? this.pattern.charAt(patternIndex) : 0;
				if (wanted == '*') {
					star = patternIndex++;
					starText = textIndex;
				}
				else if (patternIndex < this.pattern.length()
						&& (wanted == '?' || isSame(wanted, text.charAt(textIndex)))) {
					patternIndex++;
					textIndex++;
				}
				else if (star >= 0) {
					// The last star takes one character more; earlier ones need not
					patternIndex = star + 1;
					textIndex = ++starText;
				}
				else {
					return false;
				}
			}
			while (patternIndex < this.pattern.length() && this.pattern.charAt(patternIndex) == '*') {
				patternIndex++;
			}
			return patternIndex == this.pattern.length();
		}

		private boolean isSame(char one, char other) {
			return one == other || (!GlobPathMatcher.this.caseSensitive
					&& Character.toLowerCase(one) == Character.toLowerCase(other));
		}

	}

}
