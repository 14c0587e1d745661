package io.github.realtimespring.benchmarks.load.protocol;

import java.nio.charset.StandardCharsets;

/**
 * What is published: a JSON object of fixed layout, so that a receiver finds the channel,
 * the sequence and the intended time without a parser.
 *
 * <pre>
 * {"k":"mCCCCCCSSSSSSSSSSTTTTTTTTTTTTTTTTTTT","p":"xxxx..."}
 * </pre>
 *
 * {@code m} is {@code p} for a probe, {@code C} the channel's number, {@code S} its
 * sequence and {@code T} the intended time in nanoseconds.
 */
public final class Payload {

	/** Bytes of the smallest payload. */
	static final int MIN_SIZE = 51;

	private static final byte[] START = "{\"k\":\"".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] MIDDLE = "\",\"p\":\"".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);

	private static final int KIND = START.length;

	private static final int CHANNEL = KIND + 1;

	private static final int SEQUENCE = CHANNEL + 6;

	private static final int TIME = SEQUENCE + 10;

	private static final int PADDING = TIME + 19;

	private Payload() {
	}

	/**
	 * Make a payload.
	 * @param size its size in bytes, at least {@link #MIN_SIZE}
	 * @param probe whether it is a probe, which isn't counted
	 * @param channel number of the channel
	 * @param sequence sequence in the channel, from 0
	 * @param time when it should be sent, as {@link System#nanoTime()} counts
	 */
	public static byte[] create(int size, boolean probe, int channel, long sequence, long time) {
		if (size < MIN_SIZE) {
			throw new IllegalArgumentException("A payload has at least " + MIN_SIZE + " bytes");
		}
		byte[] payload = new byte[size];
		System.arraycopy(START, 0, payload, 0, START.length);
		payload[KIND] = (byte) (probe ? 'p' : 'm');
		digits(payload, CHANNEL, SEQUENCE, channel);
		digits(payload, SEQUENCE, TIME, sequence);
		digits(payload, TIME, PADDING, time);
		System.arraycopy(MIDDLE, 0, payload, PADDING, MIDDLE.length);
		int end = size - END.length;
		for (int i = PADDING + MIDDLE.length; i < end; i++) {
			payload[i] = 'x';
		}
		System.arraycopy(END, 0, payload, end, END.length);
		return payload;
	}

	/**
	 * Find a payload.
	 * @param bytes where to look
	 * @param from where to start
	 * @param to where to end
	 * @return where it starts, -1 if there is none that could be whole
	 */
	static int find(byte[] bytes, int from, int to) {
		int last = to - MIN_SIZE;
		for (int i = from; i <= last; i++) {
			if (bytes[i] == '{' && bytes[i + 1] == '"' && bytes[i + 2] == 'k' && bytes[i + 4] == ':') {
				return i;
			}
		}
		return -1;
	}

	static boolean probe(byte[] bytes, int offset) {
		return bytes[offset + KIND] == 'p';
	}

	static int channel(byte[] bytes, int offset) {
		return (int) number(bytes, offset + CHANNEL, offset + SEQUENCE);
	}

	static long sequence(byte[] bytes, int offset) {
		return number(bytes, offset + SEQUENCE, offset + TIME);
	}

	static long time(byte[] bytes, int offset) {
		return number(bytes, offset + TIME, offset + PADDING);
	}

	private static void digits(byte[] bytes, int from, int to, long number) {
		long left = number;
		for (int i = to - 1; i >= from; i--) {
			bytes[i] = (byte) ('0' + left % 10);
			left /= 10;
		}
	}

	private static long number(byte[] bytes, int from, int to) {
		long number = 0;
		for (int i = from; i < to; i++) {
			number = 10 * number + bytes[i] - '0';
		}
		return number;
	}

}
