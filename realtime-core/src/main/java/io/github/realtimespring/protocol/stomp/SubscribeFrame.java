package io.github.realtimespring.protocol.stomp;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

import io.github.realtimespring.StreamPosition;

/**
 * A client's SUBSCRIBE frame. Headers are read when they are asked for: those that a
 * subscription has no use for are never looked at.
 *
 * @param id the client's id of the subscription
 * @param destination what it subscribes to
 * @param receipt the receipt that it asks for, or {@code null}
 * @param headers all headers
 */
record SubscribeFrame(String id, String destination, @Nullable String receipt, MessageHeaders headers) {

	private static final String RECOVER_OFFSET = "recover-offset";

	private static final String RECOVER_EPOCH = "recover-epoch";

	private static final String PREFETCH_COUNT = "prefetch-count";

	/**
	 * What brokers with this header can express: it is a field of AMQP's.
	 */
	private static final int MAX_PREFETCH_COUNT = 65535;

	private static final int MAX_COUNT_DIGITS = 9;

	/**
	 * As many digits as every {@code long} can have.
	 */
	private static final int MAX_OFFSET_DIGITS = 18;

	/**
	 * Read a frame. In STOMP 1.0 the destination may stand for the id.
	 */
	static SubscribeFrame of(String destination, MessageHeaders headers) {
		String id = SimpMessageHeaderAccessor.getSubscriptionId(headers);
		return new SubscribeFrame((id != null) ? id : destination, destination,
				NativeMessageHeaderAccessor.getFirstNativeHeader(StompHeaderAccessor.STOMP_RECEIPT_HEADER, headers),
				headers);
	}

	/**
	 * The position that the client wants to go on after, {@code null} if it wants to
	 * begin with what comes next.
	 * @throws BadHeaderException if the headers name no position
	 */
	@Nullable StreamPosition since() {
		String offset = header(RECOVER_OFFSET);
		String epoch = header(RECOVER_EPOCH);
		if (offset == null && epoch == null) {
			return null;
		}
		if (offset == null) {
			throw BadHeaderException.missing(RECOVER_OFFSET);
		}
		if (epoch == null) {
			throw BadHeaderException.missing(RECOVER_EPOCH);
		}
		if (epoch.isEmpty()) {
			// To the hub it would mean any stream
			throw BadHeaderException.malformed(RECOVER_EPOCH);
		}
		return new StreamPosition(number(RECOVER_OFFSET, offset, MAX_OFFSET_DIGITS), epoch);
	}

	/**
	 * How the client acknowledges.
	 * @throws BadHeaderException if that is not known
	 */
	AckMode ackMode() {
		AckMode mode = AckMode.of(header(StompHeaderAccessor.STOMP_ACK_HEADER));
		if (mode == null) {
			throw BadHeaderException.malformed(StompHeaderAccessor.STOMP_ACK_HEADER);
		}
		return mode;
	}

	/**
	 * How many messages the client wants to have unacknowledged, zero for any number.
	 * @throws BadHeaderException if that is no number up to {@value #MAX_PREFETCH_COUNT}
	 */
	int prefetchCount() {
		String value = header(PREFETCH_COUNT);
		int count = (value != null) ? (int) number(PREFETCH_COUNT, value, MAX_COUNT_DIGITS) : 0;
		if (count > MAX_PREFETCH_COUNT) {
			throw BadHeaderException.malformed(PREFETCH_COUNT);
		}
		return count;
	}

	private static long number(String header, String value, int maxDigits) {
		if (value.isEmpty() || value.length() > maxDigits) {
			throw BadHeaderException.malformed(header);
		}
		for (int i = 0; i < value.length(); i++) {
			if (value.charAt(i) < '0' || value.charAt(i) > '9') {
				throw BadHeaderException.malformed(header);
			}
		}
		return Long.parseLong(value);
	}

	private @Nullable String header(String name) {
		return NativeMessageHeaderAccessor.getFirstNativeHeader(name, this.headers);
	}

}
