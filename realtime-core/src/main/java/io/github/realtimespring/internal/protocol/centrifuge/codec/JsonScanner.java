package io.github.realtimespring.internal.protocol.centrifuge.codec;

/**
 * Finds the ends of JSON values without turning them into objects, so that values can be
 * passed on byte for byte and numbers keep all of their digits. Strict (RFC 8259,
 * well-formed UTF-8) and bounded in depth. Not thread-safe.
 */
final class JsonScanner {

	/**
	 * Maximum nesting depth of objects and arrays.
	 */
	static final int MAX_DEPTH = 512;

	private static final byte[] TRUE = { 't', 'r', 'u', 'e' };

	private static final byte[] FALSE = { 'f', 'a', 'l', 's', 'e' };

	private static final byte[] NULL = { 'n', 'u', 'l', 'l' };

	private final byte[] json;

	private int position;

	private int lineBreaks;

	private int depth;

	JsonScanner(byte[] json) {
		this(json, 0);
	}

	JsonScanner(byte[] json, int position) {
		this.json = json;
		this.position = position;
	}

	/**
	 * Scan a payload that should be one JSON value.
	 * @return how many line feeds and carriage returns stand between the value's tokens,
	 * or -1 if the payload is not JSON
	 */
	static int scan(byte[] payload) {
		JsonScanner scanner = new JsonScanner(payload);
		scanner.skipWhitespace();
		if (!scanner.skipValue()) {
			return -1;
		}
		scanner.skipWhitespace();
		return scanner.isAtEnd() ? scanner.lineBreaks : -1;
	}

	int position() {
		return this.position;
	}

	boolean isAtEnd() {
		return this.position == this.json.length;
	}

	/**
	 * Whether a character comes next; if so, go past it.
	 */
	boolean skip(char expected) {
		if (isNext(expected)) {
			this.position++;
			return true;
		}
		return false;
	}

	boolean isNext(char expected) {
		return this.position < this.json.length && this.json[this.position] == expected;
	}

	void skipWhitespace() {
		while (this.position < this.json.length) {
			byte next = this.json[this.position];
			if (next == '\n' || next == '\r') {
				this.lineBreaks++;
			}
			else if (next != ' ' && next != '\t') {
				return;
			}
			this.position++;
		}
	}

	/**
	 * Go past the value that begins here.
	 * @return {@code false} if there is none; the position is then undefined
	 */
	boolean skipValue() {
		if (isAtEnd()) {
			return false;
		}
		return switch (this.json[this.position]) {
			case '{' -> enter() && skipObject();
			case '[' -> enter() && skipArray();
			case '"' -> skipString();
			case 't' -> skipLiteral(TRUE);
			case 'f' -> skipLiteral(FALSE);
			case 'n' -> skipLiteral(NULL);
			default -> skipNumber();
		};
	}

	/**
	 * Go past the string that begins here.
	 * @return {@code false} if there is none; the position is then undefined
	 */
	boolean skipString() {
		if (!skip('"')) {
			return false;
		}
		while (this.position < this.json.length) {
			byte next = this.json[this.position];
			if (next == '"') {
				this.position++;
				return true;
			}
			if (next == '\\') {
				if (!skipEscape()) {
					return false;
				}
			}
			else if (next >= 0x20) {
				this.position++;
			}
			else {
				int length = (next < 0) ? Utf8.sequenceLength(this.json, this.position) : 0;
				if (length == 0) {
					return false;
				}
				this.position += length;
			}
		}
		return false;
	}

	private boolean enter() {
		this.position++;
		return ++this.depth <= MAX_DEPTH;
	}

	private boolean leave() {
		this.depth--;
		return true;
	}

	private boolean skipObject() {
		skipWhitespace();
		if (skip('}')) {
			return leave();
		}
		do {
			skipWhitespace();
			if (!skipString()) {
				return false;
			}
			skipWhitespace();
			if (!skip(':')) {
				return false;
			}
			skipWhitespace();
			if (!skipValue()) {
				return false;
			}
			skipWhitespace();
		}
		while (skip(','));
		return skip('}') && leave();
	}

	private boolean skipArray() {
		skipWhitespace();
		if (skip(']')) {
			return leave();
		}
		do {
			skipWhitespace();
			if (!skipValue()) {
				return false;
			}
			skipWhitespace();
		}
		while (skip(','));
		return skip(']') && leave();
	}

	private boolean skipEscape() {
		if (this.json.length - this.position < 2) {
			return false;
		}
		switch (this.json[this.position + 1]) {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
				this.position += 2;
				return true;
			}
			case 'u' -> {
				if (this.json.length - this.position < 6) {
					return false;
				}
				for (int i = 2; i < 6; i++) {
					if (Character.digit(this.json[this.position + i], 16) < 0) {
						return false;
					}
				}
				this.position += 6;
				return true;
			}
			default -> {
				return false;
			}
		}
	}

	private boolean skipLiteral(byte[] literal) {
		if (this.json.length - this.position < literal.length) {
			return false;
		}
		for (byte expected : literal) {
			if (this.json[this.position++] != expected) {
				return false;
			}
		}
		return true;
	}

	private boolean skipNumber() {
		skip('-');
		if (!skip('0') && !skipDigits()) {
			return false;
		}
		if (skip('.') && !skipDigits()) {
			return false;
		}
		if (skip('e') || skip('E')) {
			if (!skip('+')) {
				skip('-');
			}
			return skipDigits();
		}
		return true;
	}

	private boolean skipDigits() {
		int start = this.position;
		while (this.position < this.json.length && this.json[this.position] >= '0' && this.json[this.position] <= '9') {
			this.position++;
		}
		return this.position > start;
	}

}
