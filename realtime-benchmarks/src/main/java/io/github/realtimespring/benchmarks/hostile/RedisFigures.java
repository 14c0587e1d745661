package io.github.realtimespring.benchmarks.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Redis holds.
 *
 * @param keys how many keys
 * @param bytes memory that it uses
 */
record RedisFigures(long keys, long bytes) {

	private static final int TIMEOUT_MILLIS = 10_000;

	private static final Pattern KEYS = Pattern.compile("(?m)^:(\\d+)");

	private static final Pattern MEMORY = Pattern.compile("(?m)^used_memory:(\\d+)");

	static RedisFigures of(int port) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.getOutputStream().write("DBSIZE\r\nINFO memory\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
			return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
		}
	}

	static RedisFigures parse(String answers) {
		return new RedisFigures(number(KEYS, answers), number(MEMORY, answers));
	}

	private static long number(Pattern pattern, String answers) {
		Matcher matcher = pattern.matcher(answers);
		return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%d keys, %.1f MB", this.keys, this.bytes / 1e6);
	}

}
