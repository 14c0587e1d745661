package io.github.realtimespring.internal.protocol.centrifuge.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a client's message, as the places of its members. A member is
 * decoded when it is asked for; {@code null} is the same as absent; of members with the
 * same name, the last one wins.
 */
final class JsonObject {

	private static final long MAX_UNSIGNED_INT = 0xFFFF_FFFFL;

	private static final int MAX_NUMBER_LENGTH = 19;

	private final byte[] json;

	private final Map<String, Member> members = new HashMap<>(4);

	private JsonObject(byte[] json) {
		this.json = json;
	}

	/**
	 * Read the object at a scanner's position and advance past it.
	 * @throws MalformedCommandException if there is none
	 */
	static JsonObject read(byte[] json, JsonScanner scanner) {
		JsonObject object = new JsonObject(json);
		require(scanner.skip('{'));
		scanner.skipWhitespace();
		if (scanner.skip('}')) {
			return object;
		}
		do {
			scanner.skipWhitespace();
			int nameStart = scanner.position();
			require(scanner.skipString());
			String name = decode(json, nameStart, scanner.position());
			scanner.skipWhitespace();
			require(scanner.skip(':'));
			scanner.skipWhitespace();
			int start = scanner.position();
			require(scanner.skipValue());
			object.members.put(name, new Member(start, scanner.position()));
			scanner.skipWhitespace();
		}
		while (scanner.skip(','));
		require(scanner.skip('}'));
		return object;
	}

	/**
	 * Whether there is a member, other than {@code null}.
	 */
	boolean has(String name) {
		return find(name) != null;
	}

	/**
	 * A member that is an object, {@code null} if absent.
	 * @throws MalformedCommandException if it is something else
	 */
	@Nullable JsonObject object(String name) {
		Member member = find(name);
		return (member != null) ? read(this.json, new JsonScanner(this.json, member.start())) : null;
	}

	/**
	 * A member that is an object, {@code null} if absent or something else.
	 */
	@Nullable JsonObject objectOrNull(String name) {
		Member member = find(name);
		return (member != null && this.json[member.start()] == '{') ? object(name) : null;
	}

	/**
	 * A member that is a string, {@code null} if absent or something else.
	 */
	@Nullable String stringOrNull(String name) {
		Member member = find(name);
		return (member != null && this.json[member.start()] == '"') ? string(name) : null;
	}

	/**
	 * The members' names.
	 */
	Set<String> names() {
		return this.members.keySet();
	}

	/**
	 * A member that is a string, empty if absent.
	 * @throws MalformedCommandException if it is something else
	 */
	String string(String name) {
		Member member = find(name);
		if (member == null) {
			return "";
		}
		require(this.json[member.start()] == '"');
		return decode(this.json, member.start(), member.end());
	}

	/**
	 * A member that is a number of 32 bits without a sign, 0 if absent.
	 * @throws MalformedCommandException if it is something else
	 */
	long unsignedInt(String name) {
		long value = unsignedLong(name);
		require(value <= MAX_UNSIGNED_INT);
		return value;
	}

	/**
	 * A member that is a number of 63 bits without a sign, 0 if absent.
	 * @throws MalformedCommandException if it is something else
	 */
	long unsignedLong(String name) {
		Member member = find(name);
		return (member != null) ? digits(member.start(), member.end()) : 0;
	}

	/**
	 * A member that is a number of 32 bits with a sign, 0 if absent.
	 * @throws MalformedCommandException if it is something else
	 */
	long signedInt(String name) {
		Member member = find(name);
		if (member == null) {
			return 0;
		}
		boolean negative = this.json[member.start()] == '-';
		long value = digits(member.start() + (negative ? 1 : 0), member.end());
		require(value <= Integer.MAX_VALUE);
		return negative ? -value : value;
	}

	private long digits(int start, int end) {
		require(end > start && end - start <= MAX_NUMBER_LENGTH);
		long value = 0;
		for (int i = start; i < end; i++) {
			byte digit = this.json[i];
			require(digit >= '0' && digit <= '9');
			value = value * 10 + (digit - '0');
			require(value >= 0);
		}
		return value;
	}

	/**
	 * Whether a member is {@code true}; an absent one is not.
	 * @throws MalformedCommandException if the member is not a boolean
	 */
	boolean bool(String name) {
		Member member = find(name);
		if (member == null) {
			return false;
		}
		byte first = this.json[member.start()];
		require(first == 't' || first == 'f');
		return first == 't';
	}

	/**
	 * A member as the client wrote it; here {@code null} is a value like any other.
	 * @return {@code null} if absent
	 */
	byte @Nullable [] raw(String name) {
		Member member = this.members.get(name);
		return (member != null) ? Arrays.copyOfRange(this.json, member.start(), member.end()) : null;
	}

	private @Nullable Member find(String name) {
		Member member = this.members.get(name);
		return (member != null && this.json[member.start()] != 'n') ? member : null;
	}

	private static void require(boolean condition) {
		if (!condition) {
			throw new MalformedCommandException();
		}
	}

	/**
	 * Decode a string that the scanner has found, quotes included.
	 */
	private static String decode(byte[] json, int start, int end) {
		String text = new String(json, start + 1, end - start - 2, StandardCharsets.UTF_8);
		if (text.indexOf('\\') < 0) {
			return text;
		}
		StringBuilder result = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			if (next != '\\') {
				result.append(next);
				continue;
			}
			char escape = text.charAt(++i);
			switch (escape) {
				case 'b' -> result.append('\b');
				case 'f' -> result.append('\f');
				case 'n' -> result.append('\n');
				case 'r' -> result.append('\r');
				case 't' -> result.append('\t');
				case 'u' -> {
					result.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
					i += 4;
				}
				default -> result.append(escape);
			}
		}
		// Half a surrogate pair, which only an escape can bring in, has no UTF-8 form
		return replaceLoneSurrogates(result);
	}

	private static String replaceLoneSurrogates(StringBuilder text) {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				if (i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
					i++;
				}
				else {
					text.setCharAt(i, '\uFFFD');
				}
			}
		}
		return text.toString();
	}

	/**
	 * The range of a member's value.
	 */
	private record Member(int start, int end) {

	}

}
