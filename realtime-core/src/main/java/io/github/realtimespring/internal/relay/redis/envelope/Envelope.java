package io.github.realtimespring.internal.relay.redis.envelope;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;

/**
 * A publication as bytes: a version, flags for the optional parts, the time, those parts,
 * and the payload. Numbers are big-endian, lengths are variable-length integers, text is
 * UTF-8.
 *
 * <p>
 * Nodes of different versions share a Redis while an application is rolled out: an
 * envelope with an unknown version or flag is rejected as a whole.
 */
public final class Envelope {

	static final byte VERSION = 1;

	private static final byte POSITIONED = 'P';

	private static final int CONTENT_TYPE = 1;

	private static final int TAGS = 1 << 1;

	private static final int INFO = 1 << 2;

	private static final int TARGET_SESSION = 1 << 3;

	private static final int POSITION = 1 << 4;

	private static final int KNOWN_FLAGS = CONTENT_TYPE | TAGS | INFO | TARGET_SESSION | POSITION;

	private Envelope() {
	}

	public static byte[] encode(Publication publication) {
		String contentType = publication.contentType();
		PublisherInfo info = publication.info();
		String target = publication.targetSession();
		StreamPosition position = publication.position();
		int flags = ((contentType != null) ? CONTENT_TYPE : 0) | (publication.tags().isEmpty() ? 0 : TAGS)
				| ((info != null) ? INFO : 0) | ((target != null) ? TARGET_SESSION : 0)
				| ((position != null) ? POSITION : 0);
		EnvelopeWriter out = new EnvelopeWriter(publication.data().length + 64);
		out.writeByte(VERSION);
		out.writeByte(flags);
		out.writeLong(publication.time());
		if (contentType != null) {
			out.writeString(contentType);
		}
		if (!publication.tags().isEmpty()) {
			out.writeLength(publication.tags().size());
			publication.tags().forEach((name, value) -> {
				out.writeString(name);
				out.writeString(value);
			});
		}
		if (info != null) {
			out.writeString(info.user());
			out.writeString(info.session());
		}
		if (target != null) {
			out.writeString(target);
		}
		if (position != null) {
			out.writeLong(position.offset());
			out.writeString(position.epoch());
		}
		return out.finish(publication.data());
	}

	/**
	 * Read a publication that came from Redis. Its position in the channel's stream may
	 * precede it as text: a {@code P}, the offset, a colon, the epoch, a colon.
	 */
	public static Publication decodePublished(byte[] bytes) throws MalformedEnvelopeException {
		if (bytes.length == 0 || bytes[0] != POSITIONED) {
			return decode(bytes);
		}
		int first = colon(bytes, 1);
		int second = colon(bytes, first + 1);
		try {
			long offset = Long.parseLong(text(bytes, 1, first));
			return decode(Arrays.copyOfRange(bytes, second + 1, bytes.length))
				.withPosition(new StreamPosition(offset, text(bytes, first + 1, second)));
		}
		catch (IllegalArgumentException ex) {
			throw new MalformedEnvelopeException("no position");
		}
	}

	private static int colon(byte[] bytes, int start) throws MalformedEnvelopeException {
		for (int i = start; i < bytes.length; i++) {
			if (bytes[i] == ':') {
				return i;
			}
		}
		throw new MalformedEnvelopeException("no position");
	}

	private static String text(byte[] bytes, int start, int end) {
		return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
	}

	public static Publication decode(byte[] bytes) throws MalformedEnvelopeException {
		EnvelopeReader in = new EnvelopeReader(bytes);
		int version = in.readByte();
		if (version != VERSION) {
			throw new MalformedEnvelopeException("unknown version " + version);
		}
		int flags = in.readByte();
		if ((flags & ~KNOWN_FLAGS) != 0) {
			throw new MalformedEnvelopeException("unknown flags " + flags);
		}
		long time = in.readLong();
		String contentType = has(flags, CONTENT_TYPE) ? in.readString() : null;
		var tags = in.readMap(has(flags, TAGS));
		PublisherInfo info = has(flags, INFO) ? new PublisherInfo(in.readString(), in.readString()) : null;
		String target = has(flags, TARGET_SESSION) ? in.readString() : null;
		StreamPosition position = has(flags, POSITION) ? readPosition(in) : null;
		return Publication.builder(in.readRemaining())
			.contentType(contentType)
			.tags(tags)
			.info(info)
			.targetSession(target)
			.time(time)
			.position(position)
			.build();
	}

	private static StreamPosition readPosition(EnvelopeReader in) throws MalformedEnvelopeException {
		long offset = in.readLong();
		if (offset < 0) {
			throw new MalformedEnvelopeException("negative offset");
		}
		return new StreamPosition(offset, in.readString());
	}

	private static boolean has(int flags, int flag) {
		return (flags & flag) != 0;
	}

}
