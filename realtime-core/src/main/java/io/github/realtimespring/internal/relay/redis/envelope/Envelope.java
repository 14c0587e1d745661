package io.github.realtimespring.internal.relay.redis.envelope;

import java.nio.charset.StandardCharsets;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;

/**
 * A publication as bytes: a version, flags for the optional parts, the time, those parts,
 * and the payload. Numbers are big-endian, lengths are variable-length integers, text is
 * UTF-8.
 *
 * <p>
 * Nodes of different versions share a Redis while an application is rolled out. What a
 * newer version adds, and an older one may ignore, is in a block that is skipped. An
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

	private static final int ADDITIONS = 1 << 5;

	private static final int KNOWN_FLAGS = CONTENT_TYPE | TAGS | INFO | TARGET_SESSION | POSITION | ADDITIONS;

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
	 * Return where the envelope of a publication that arrives begins. Its position in the
	 * channel's stream may precede it as text: a {@code P}, the offset, a colon, the
	 * epoch, a colon.
	 * @return 0 if no position precedes it
	 */
	public static int start(byte[] published) throws MalformedEnvelopeException {
		if (published.length == 0 || published[0] != POSITIONED) {
			return 0;
		}
		return colon(published, colon(published, 1) + 1) + 1;
	}

	/**
	 * Read a publication that arrives.
	 */
	public static Publication decodePublished(byte[] published) throws MalformedEnvelopeException {
		int start = start(published);
		return decodePublished(published, start, start);
	}

	/**
	 * Read a publication that arrives.
	 * @param end where its position ends
	 * @param start where the envelope begins
	 */
	public static Publication decodePublished(byte[] published, int end, int start) throws MalformedEnvelopeException {
		Publication publication = decode(published, start);
		if (end == 0) {
			return publication;
		}
		int colon = colon(published, 1);
		try {
			long offset = Long.parseLong(text(published, 1, colon));
			return publication.withPosition(new StreamPosition(offset, text(published, colon + 1, end - 1)));
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
		return decode(bytes, 0);
	}

	/**
	 * Read an envelope.
	 * @param start where it begins
	 */
	public static Publication decode(byte[] bytes, int start) throws MalformedEnvelopeException {
		EnvelopeReader in = new EnvelopeReader(bytes, start);
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
		if (has(flags, ADDITIONS)) {
			in.skipBlock();
		}
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
