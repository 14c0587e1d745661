package io.github.realtimespring.internal.protocol.stomp.broker;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.protocol.stomp.frame.AckMode;
import io.github.realtimespring.internal.protocol.stomp.frame.BadHeaderException;
import io.github.realtimespring.internal.protocol.stomp.session.FrameReceipt;
import io.github.realtimespring.internal.resume.SavedSubscription;

/**
 * A client's SUBSCRIBE frame. Headers are parsed on access, so headers without a use for
 * the subscription are never parsed.
 *
 * @param id the client's id of the subscription
 * @param destination the destination
 * @param receipt the requested receipt, or {@code null}
 * @param selector the expression that selects messages, or {@code null}
 * @param headers all headers
 */
record SubscribeFrame(String id, String destination, @Nullable String receipt, @Nullable String selector,
		MessageHeaders headers) {

	private static final String RECOVER_OFFSET = "recover-offset";

	private static final String RECOVER_EPOCH = "recover-epoch";

	private static final String PREFETCH_COUNT = "prefetch-count";

	private static final String SELECTOR = "selector";

	/**
	 * The largest value of brokers with this header, a field of AMQP.
	 */
	private static final int MAX_PREFETCH_COUNT = 65535;

	private static final int MAX_COUNT_DIGITS = 9;

	/**
	 * As many digits as every {@code long} can have.
	 */
	private static final int MAX_OFFSET_DIGITS = 18;

	/**
	 * Read a frame. In STOMP 1.0 the destination may stand for the id.
	 * @param selectorHeader the header that has the selector, {@code null} if the
	 * application wants none
	 */
	static SubscribeFrame of(String destination, MessageHeaders headers, @Nullable String selectorHeader) {
		String id = SimpMessageHeaderAccessor.getSubscriptionId(headers);
		return new SubscribeFrame((id != null) ? id : destination, destination, FrameReceipt.id(headers),
				(selectorHeader != null) ? NativeMessageHeaderAccessor.getFirstNativeHeader(selectorHeader, headers)
						: null,
				headers);
	}

	/**
	 * The frame that would request an earlier subscription again.
	 * @param since the position to continue after, {@code null} to start with the next
	 * publication
	 */
	static SubscribeFrame of(String id, SavedSubscription saved, @Nullable StreamPosition since) {
		StompHeaderAccessor accessor = StompHeaderAccessor.create(StompCommand.SUBSCRIBE);
		saved.options().forEach(accessor::setNativeHeader);
		if (since != null) {
			accessor.setNativeHeader(RECOVER_OFFSET, Long.toString(since.offset()));
			accessor.setNativeHeader(RECOVER_EPOCH, since.epoch());
		}
		return new SubscribeFrame(id, saved.name(), null, saved.options().get(SELECTOR), accessor.getMessageHeaders());
	}

	/**
	 * Answer the frame elsewhere than in its turn.
	 */
	void withholdReceipt() {
		FrameReceipt own = FrameReceipt.of(this.headers);
		if (own != null) {
			own.withhold();
		}
	}

	/**
	 * A position in one header: offset, slash, epoch.
	 * @return {@code null} if there is no value
	 * @throws BadHeaderException if the value is no position
	 */
	static @Nullable StreamPosition position(String header, @Nullable String value) {
		if (value == null) {
			return null;
		}
		int slash = value.indexOf('/');
		if (slash < 0 || slash == value.length() - 1) {
			throw BadHeaderException.malformed(header);
		}
		return new StreamPosition(number(header, value.substring(0, slash), MAX_OFFSET_DIGITS),
				value.substring(slash + 1));
	}

	/**
	 * Whether the frame requests a subscription that the client already has.
	 * @param existing the existing subscription, or {@code null}
	 * @param lenient whether an unknown mode means no acknowledgements
	 * @throws BadHeaderException if the acknowledgement mode is unknown
	 */
	boolean asksAgainFor(@Nullable SavedSubscription existing, boolean lenient) {
		if (existing == null || header(RECOVER_OFFSET) != null) {
			return false;
		}
		ackMode(lenient);
		return saved(existing.position()).equals(existing);
	}

	/**
	 * The subscription to store, with the supported parts of the frame.
	 * @param confirmed the position up to which the client has confirmed everything
	 */
	SavedSubscription saved(@Nullable StreamPosition confirmed) {
		Map<String, String> options = new HashMap<>(4);
		if (this.selector != null) {
			options.put(SELECTOR, this.selector);
		}
		AckMode mode = ackMode(true);
		if (mode != AckMode.AUTO) {
			options.put(StompHeaderAccessor.STOMP_ACK_HEADER, mode.value());
			int count = prefetchCount();
			if (count > 0) {
				options.put(PREFETCH_COUNT, Integer.toString(count));
			}
		}
		return new SavedSubscription(this.destination, options, confirmed);
	}

	/**
	 * The position to continue after, {@code null} to start with the next publication.
	 * @throws BadHeaderException if the headers are not a position
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
	 * The acknowledgement mode of the client.
	 * @param lenient whether an unknown mode means no acknowledgements
	 * @throws BadHeaderException if the mode is unknown
	 */
	AckMode ackMode(boolean lenient) {
		AckMode mode = AckMode.of(header(StompHeaderAccessor.STOMP_ACK_HEADER));
		if (mode == null && lenient) {
			return AckMode.AUTO;
		}
		if (mode == null) {
			throw BadHeaderException.malformed(StompHeaderAccessor.STOMP_ACK_HEADER);
		}
		return mode;
	}

	/**
	 * Maximum number of unacknowledged messages, zero for no limit.
	 * @throws BadHeaderException if it is not a number up to {@value #MAX_PREFETCH_COUNT}
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
