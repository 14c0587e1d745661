package io.github.realtimespring.internal.protocol.stomp.message;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.AntPathMatcher;
import org.springframework.util.PathMatcher;
import org.springframework.util.StringUtils;

/**
 * A compiled pattern of destinations. Matches as Spring's {@code AntPathMatcher} does for
 * {@code *}, {@code **} and {@code ?}; {@code {name}} is a {@code *}, other braces stand
 * for themselves. A name is read once from its beginning to its end while a set of bits
 * notes which elements of the pattern may come next: the time is proportional to the
 * name's length, for any pattern. Immutable.
 */
final class GlobPattern implements Predicate<String> {

	private static final int ASCII = 128;

	/** Without a regular expression, which could take long. */
	private static final Pattern VARIABLE = Pattern.compile("\\{[^{}/:]*}");

	private static final String SEGMENTS = "**";

	private static final String SEPARATORS = "/.:-_,;|#!~";

	private final char separator;

	private final boolean caseSensitive;

	private final boolean leading;

	private final boolean trailing;

	/** Whether the pattern's end says whether a name ends with a separator. */
	private final boolean trailingMatters;

	/** Whether a separator at the end of a name may stand for the last segment. */
	private final boolean lastMayBeEmpty;

	private final int end;

	private final int words;

	/** The pattern's literal characters, sorted, and the elements that each matches. */
	private final char[] literals;

	private final long[][] matching;

	private final byte[] ascii = new byte[ASCII];

	/** {@code ?}: elements that any character matches. */
	private final long[] any;

	/** {@code *}: elements that may be left out, and stay until the segment ends. */
	private final long[] stars;

	/** {@code **}: elements that may be left out, and stay until the name ends. */
	private final long[] segments;

	/** Elements that the end of a segment matches. */
	private final long[] separators;

	/**
	 * Compile a pattern.
	 * @param pattern the pattern
	 * @param separator divides names into segments, which {@code *} does not leave
	 * @param caseSensitive whether upper and lower case differ
	 */
	GlobPattern(String pattern, char separator, boolean caseSensitive) {
		this.separator = separator;
		this.caseSensitive = caseSensitive;
		this.leading = !pattern.isEmpty() && pattern.charAt(0) == separator;
		this.trailing = !pattern.isEmpty() && pattern.charAt(pattern.length() - 1) == separator;
		List<String> parts = Arrays
			.asList(StringUtils.tokenizeToStringArray(pattern, String.valueOf(separator), false, true));
		String last = parts.isEmpty() ? "" : parts.get(parts.size() - 1);
		this.trailingMatters = !last.equals(SEGMENTS);
		this.lastMayBeEmpty = last.equals("*") && !parts.contains(SEGMENTS);
		this.words = (pattern.length() + parts.size()) / Long.SIZE + 1;
		this.any = new long[this.words];
		this.stars = new long[this.words];
		this.segments = new long[this.words];
		this.separators = new long[this.words];
		this.literals = literals(pattern);
		this.matching = new long[this.literals.length][this.words];
		Arrays.fill(this.ascii, (byte) -1);
		for (int i = 0; i < this.literals.length; i++) {
			if (this.literals[i] < ASCII) {
				this.ascii[this.literals[i]] = (byte) i;
			}
		}
		int element = 0;
		String previous = "";
		for (String part : parts) {
			if (!part.equals(SEGMENTS)) {
				element = add(part, element);
			}
			else if (!previous.equals(SEGMENTS)) {
				set(this.segments, element++);
			}
			previous = part;
		}
		this.end = element;
	}

	/**
	 * Compiles patterns so that they divide names and treat case as a matcher does. One
	 * that is not Spring's own is used as it is.
	 */
	static Function<String, Predicate<String>> compiler(PathMatcher original) {
		if (original.getClass() != AntPathMatcher.class) {
			return (pattern) -> (name) -> original.match(pattern, name);
		}
		char separator = separator(original);
		boolean caseSensitive = !original.match("a", "A");
		return (pattern) -> new GlobPattern(VARIABLE.matcher(pattern).replaceAll("*"), separator, caseSensitive);
	}

	/**
	 * A star does not reach across the separator, which the matcher itself does not tell.
	 */
	private static char separator(PathMatcher matcher) {
		return (char) SEPARATORS.chars()
			.filter((separator) -> !matcher.match("*", "a" + (char) separator + "a"))
			.findFirst()
			.orElse('/');
	}

	private char[] literals(String pattern) {
		StringBuilder distinct = new StringBuilder();
		pattern.chars()
			.map((c) -> fold((char) c))
			.filter((c) -> c != '*' && c != '?' && c != this.separator)
			.distinct()
			.sorted()
			.forEach((c) -> distinct.append((char) c));
		return distinct.toString().toCharArray();
	}

	private int add(String part, int first) {
		int element = first;
		char previous = 0;
		for (char c : part.toCharArray()) {
			if (c == '?') {
				set(this.any, element++);
			}
			else if (c != '*') {
				set(this.matching[Arrays.binarySearch(this.literals, fold(c))], element++);
			}
			else if (previous != '*') {
				set(this.stars, element++);
			}
			previous = c;
		}
		set(this.separators, element++);
		return element;
	}

	@Override
	public boolean test(String name) {
		boolean trailing = !name.isEmpty() && name.charAt(name.length() - 1) == this.separator;
		if (this.leading != (!name.isEmpty() && name.charAt(0) == this.separator)) {
			return false;
		}
		long[] next = new long[this.words];
		next[0] = 1;
		skip(next, this.segments);
		skip(next, this.stars);
		boolean inside = false;
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			boolean ends = c == this.separator;
			// Several separators are one
			if ((!ends || inside) && !(ends ? endSegment(next) : advance(next, fold(c)))) {
				return false;
			}
			inside = !ends;
		}
		if (inside && !endSegment(next)) {
			return false;
		}
		return (isSet(next, this.end) && (!this.trailingMatters || this.trailing == trailing))
				|| (this.lastMayBeEmpty && trailing && isSet(next, this.end - 2));
	}

	/**
	 * Read a character of a segment.
	 * @return whether the name may still match
	 */
	private boolean advance(long[] next, char c) {
		long[] literal = matching(c);
		long carry = 0;
		long left = 0;
		for (int i = 0; i < this.words; i++) {
			long matched = next[i] & ((literal != null) ? literal[i] | this.any[i] : this.any[i]);
			next[i] = matched << 1 | carry | (next[i] & (this.stars[i] | this.segments[i]));
			carry = matched >>> (Long.SIZE - 1);
			left |= next[i];
		}
		skip(next, this.stars);
		return left != 0;
	}

	/**
	 * Read the end of a segment.
	 * @return whether the name may still match
	 */
	private boolean endSegment(long[] next) {
		long carry = 0;
		long left = 0;
		for (int i = 0; i < this.words; i++) {
			long matched = next[i] & this.separators[i];
			next[i] = matched << 1 | carry | (next[i] & this.segments[i]);
			carry = matched >>> (Long.SIZE - 1);
			left |= next[i];
		}
		skip(next, this.segments);
		skip(next, this.stars);
		return left != 0;
	}

	/**
	 * Let elements be left out. No two of a kind follow one another.
	 */
	private static void skip(long[] next, long[] optional) {
		long carry = 0;
		for (int i = 0; i < next.length; i++) {
			long skipped = next[i] & optional[i];
			next[i] |= skipped << 1 | carry;
			carry = skipped >>> (Long.SIZE - 1);
		}
	}

	private long @Nullable [] matching(char c) {
		int index = (c < ASCII) ? this.ascii[c] : Arrays.binarySearch(this.literals, c);
		return (index >= 0) ? this.matching[index] : null;
	}

	private char fold(char c) {
		return this.caseSensitive ? c : Character.toLowerCase(c);
	}

	private static void set(long[] bits, int index) {
		bits[index / Long.SIZE] |= 1L << index;
	}

	private static boolean isSet(long[] bits, int index) {
		return index >= 0 && (bits[index / Long.SIZE] & 1L << index) != 0;
	}

}
