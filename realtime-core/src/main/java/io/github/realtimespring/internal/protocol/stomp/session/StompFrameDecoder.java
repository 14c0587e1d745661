package io.github.realtimespring.internal.protocol.stomp.session;

import java.nio.ByteBuffer;
import java.nio.InvalidMarkException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompDecoder;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.MultiValueMap;

import io.github.realtimespring.internal.protocol.stomp.frame.Transactions;
import io.github.realtimespring.internal.protocol.stomp.frame.UnfinishedFrame;

/**
 * Decodes frames. Malformed input becomes a message of its own instead of an exception.
 * Spring's decoder throws an exception, which is logged as this node's error together
 * with a part of the payload.
 *
 * <p>
 * The rest of a message with an incomplete frame stays with the session that the thread
 * {@linkplain #setReading reads from}. Spring would keep it as well, but copy and decode
 * it from the beginning with every message.
 */
public final class StompFrameDecoder extends StompDecoder {

	/**
	 * The header of the substitute message; its value describes the error.
	 */
	public static final String MALFORMED = StompFrameDecoder.class.getName() + ".malformed";

	/**
	 * Maximum number of headers of a frame. A header of a few bytes takes 30 times as
	 * much in memory, and each receiver of a message gets it.
	 */
	public static final int MAX_HEADERS = 128;

	private static final String TOO_MANY_HEADERS = "The frame has more than " + MAX_HEADERS + " headers";

	private static final byte[] NO_BODY = new byte[0];

	private static final ThreadLocal<@Nullable StompSession> READING = new ThreadLocal<>();

	private final int maxFrameSize;

	private final boolean exceptionTexts;

	/**
	 * Create a decoder.
	 * @param maxFrameSize maximum size of a frame in bytes; larger ones are rejected
	 * early
	 * @param exceptionTexts whether errors contain the text of Spring's exceptions, with
	 * parts of the client's frame
	 */
	public StompFrameDecoder(int maxFrameSize, boolean exceptionTexts) {
		this.maxFrameSize = maxFrameSize;
		this.exceptionTexts = exceptionTexts;
	}

	/**
	 * Say from which session the current thread reads.
	 * @param stomp the session, {@code null} when its message has been decoded
	 */
	public static void setReading(@Nullable StompSession stomp) {
		READING.set(stomp);
	}

	@Override
	public List<Message<byte[]>> decode(ByteBuffer buffer, @Nullable MultiValueMap<String, String> partialHeaders) {
		StompSession stomp = READING.get();
		UnfinishedFrame unfinished = (stomp != null) ? stomp.unfinishedFrame() : null;
		if (stomp == null || unfinished == null) {
			return decode(stomp, buffer, partialHeaders);
		}
		boolean decodable = unfinished.add(buffer);
		stomp.setUnfinishedFrame(decodable ? null : unfinished);
		return decodable ? decode(stomp, unfinished.content(), partialHeaders) : List.of();
	}

	private List<Message<byte[]>> decode(@Nullable StompSession stomp, ByteBuffer buffer,
			@Nullable MultiValueMap<String, String> partialHeaders) {
		if (this.exceptionTexts && buffer.remaining() > this.maxFrameSize) {
			// Like Spring, whose limit applies to the bytes that wait to be decoded
			buffer.mark();
			return List.of(tooLarge(buffer));
		}
		List<Message<byte[]>> messages;
		try {
			messages = decodeLines(buffer, partialHeaders);
		}
		catch (RuntimeException ex) {
			return List
				.of(malformed(buffer, this.exceptionTexts ? String.valueOf(ex.getMessage()) : "Malformed frame"));
		}
		refuseTooManyHeaders(messages);
		if (!buffer.hasRemaining()) {
			return messages;
		}
		long contentLength = contentLength(partialHeaders);
		if (buffer.remaining() <= this.maxFrameSize && contentLength <= this.maxFrameSize) {
			if (stomp != null) {
				stomp.setUnfinishedFrame(new UnfinishedFrame(buffer, contentLength, this.maxFrameSize));
			}
			return messages;
		}
		List<Message<byte[]>> result = new ArrayList<>(messages);
		buffer.mark();
		result.add(tooLarge(buffer));
		return result;
	}

	/**
	 * Decode all but a carriage return at the end: the line feed that Spring requires
	 * after it may be in the next message.
	 */
	private List<Message<byte[]>> decodeLines(ByteBuffer buffer,
			@Nullable MultiValueMap<String, String> partialHeaders) {
		int limit = buffer.limit();
		if (!buffer.hasRemaining() || buffer.get(limit - 1) != '\r') {
			return super.decode(buffer, partialHeaders);
		}
		buffer.limit(limit - 1);
		try {
			return super.decode(buffer, partialHeaders);
		}
		finally {
			buffer.limit(limit);
		}
	}

	private void refuseTooManyHeaders(List<Message<byte[]>> messages) {
		for (int i = 0; i < messages.size(); i++) {
			MessageHeaders headers = messages.get(i).getHeaders();
			if (Transactions.headers(headers) > MAX_HEADERS) {
				StompCommand command = StompHeaderAccessor.getCommand(headers);
				boolean connect = command == StompCommand.CONNECT || command == StompCommand.STOMP;
				messages.set(i, malformed(connect, TOO_MANY_HEADERS));
			}
		}
	}

	private Message<byte[]> tooLarge(ByteBuffer buffer) {
		return malformed(buffer,
				this.exceptionTexts
						? "The configured STOMP buffer size limit of " + this.maxFrameSize + " bytes has been exceeded"
						: "The frame is too large");
	}

	/**
	 * The length that an incomplete frame announces, negative for none. One that is no
	 * number is taken out of the headers, because the caller would fail over it.
	 */
	private static long contentLength(@Nullable MultiValueMap<String, String> headers) {
		String value = (headers != null) ? headers.getFirst(StompHeaderAccessor.STOMP_CONTENT_LENGTH_HEADER) : null;
		if (headers == null || value == null) {
			return -1;
		}
		try {
			return Integer.parseInt(value);
		}
		catch (NumberFormatException ex) {
			headers.remove(StompHeaderAccessor.STOMP_CONTENT_LENGTH_HEADER);
			return -1;
		}
	}

	private Message<byte[]> malformed(ByteBuffer buffer, String what) {
		boolean connect = beginsWithConnect(buffer);
		buffer.position(buffer.limit());
		return malformed(connect, what);
	}

	private Message<byte[]> malformed(boolean connect, String what) {
		StompHeaderAccessor accessor = StompHeaderAccessor.create(connect ? StompCommand.CONNECT : StompCommand.ERROR);
		if (getHeaderInitializer() != null) {
			getHeaderInitializer().initHeaders(accessor);
		}
		accessor.setHeader(MALFORMED, what);
		accessor.setLeaveMutable(true);
		return MessageBuilder.createMessage(NO_BODY, accessor.getMessageHeaders());
	}

	/**
	 * Whether the frame at the mark wants to open a session. Spring lets a session's
	 * other frames through only after that one.
	 */
	private static boolean beginsWithConnect(ByteBuffer buffer) {
		try {
			buffer.reset();
		}
		catch (InvalidMarkException ex) {
			return false;
		}
		byte[] bytes = new byte[Math.min(buffer.remaining(), "CONNECT".length())];
		buffer.get(bytes);
		String beginning = new String(bytes, StandardCharsets.ISO_8859_1);
		return beginning.equals("CONNECT") || beginning.startsWith("STOMP");
	}

}
