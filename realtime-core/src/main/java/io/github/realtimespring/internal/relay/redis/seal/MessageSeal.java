package io.github.realtimespring.internal.relay.redis.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Signs what this node writes to Redis, and verifies what it reads there. A sealed
 * message is a byte that no unsigned one begins with, a version, the key's id with its
 * length, the signature, the sender, a number, the time, and the content. The signature
 * binds all after it to the message's purpose and place.
 *
 * <p>
 * Without keys messages are not signed, and of sealed ones only the content is read: so
 * nodes with and without keys understand each other while keys are introduced.
 * Thread-safe.
 */
public final class MessageSeal {

	/**
	 * Returned in place of the content's beginning if a message was refused.
	 */
	public static final int REFUSED = -1;

	/** Not the beginning of any version, position, number or UTF-8 text. */
	private static final byte MAGIC = (byte) 0xA5;

	private static final byte VERSION = 1;

	/** Before the key's id. */
	private static final int HEAD_BYTES = 3;

	/** Sender, number and time. */
	private static final int ORIGIN_BYTES = 3 * Long.BYTES;

	private final List<SealingKey> keys;

	private final boolean required;

	private final long windowMillis;

	private final RefusedMessages refused;

	private final Clock clock;

	private final long sender = new SecureRandom().nextLong();

	private final AtomicLong number = new AtomicLong();

	/**
	 * Create a seal.
	 * @param environment tells apart the environments that share keys
	 * @param refused told of each message that is refused
	 * @param clock the time of messages
	 */
	public MessageSeal(RelayKeys keys, String environment, RefusedMessages refused, Clock clock) {
		this.keys = keys.keys().stream().map((key) -> new SealingKey(key, environment)).toList();
		this.required = keys.required() && !keys.keys().isEmpty();
		this.windowMillis = keys.replayWindow().toMillis();
		this.refused = refused;
		this.clock = clock;
	}

	/**
	 * Return whether messages are signed.
	 */
	public boolean isSigning() {
		return !this.keys.isEmpty();
	}

	/**
	 * Return whether unsigned messages are refused.
	 */
	public boolean isRequired() {
		return this.required;
	}

	/**
	 * Return by how much the clocks of nodes may differ.
	 */
	public long windowMillis() {
		return this.windowMillis;
	}

	/**
	 * Return the secrets of resume tokens, one for each key.
	 */
	public List<byte[]> resumeSecrets() {
		return this.keys.stream().map(SealingKey::resumeSecret).toList();
	}

	/**
	 * Seal a message.
	 * @param context the place where it is used, such as the name of a Redis channel
	 * @return the content itself if there are no keys
	 */
	public byte[] seal(Purpose purpose, byte[] context, byte[] content) {
		if (this.keys.isEmpty()) {
			return content;
		}
		SealingKey key = this.keys.get(0);
		byte[] id = key.id();
		byte[] sealed = new byte[HEAD_BYTES + id.length + SealingKey.MAC_BYTES + ORIGIN_BYTES + content.length];
		ByteBuffer out = ByteBuffer.wrap(sealed).put(MAGIC).put(VERSION).put((byte) id.length).put(id);
		int signature = out.position();
		out.position(signature + SealingKey.MAC_BYTES);
		out.putLong(this.sender).putLong(this.number.incrementAndGet()).putLong(this.clock.millis()).put(content);
		byte[] mac = key.sign(purpose, context, sealed, signature + SealingKey.MAC_BYTES);
		System.arraycopy(mac, 0, sealed, signature, SealingKey.MAC_BYTES);
		return sealed;
	}

	/**
	 * Return whether a message is sealed, whether or not it is authentic.
	 */
	public static boolean isSealed(byte[] message, int start) {
		return message.length > start && message[start] == MAGIC;
	}

	/**
	 * Verify a message.
	 * @param start where it begins
	 * @return where the content begins, {@link #REFUSED} if it is not authentic
	 */
	public int open(Purpose purpose, byte[] context, byte[] message, int start) {
		if (!isSealed(message, start)) {
			return this.required ? refuse(Refusal.UNSIGNED, purpose) : start;
		}
		int idStart = start + HEAD_BYTES;
		if (message.length < idStart || message[start + 1] != VERSION) {
			return refuse(Refusal.MALFORMED, purpose);
		}
		int signature = idStart + (message[start + 2] & 0xFF);
		int signed = signature + SealingKey.MAC_BYTES;
		int content = signed + ORIGIN_BYTES;
		if (content > message.length) {
			return refuse(Refusal.MALFORMED, purpose);
		}
		if (this.keys.isEmpty()) {
			return content;
		}
		SealingKey key = find(message, idStart, signature);
		if (key == null) {
			return refuse(Refusal.UNKNOWN_KEY, purpose);
		}
		return isEqual(key.sign(purpose, context, message, signed), message, signature) ? content
				: refuse(Refusal.FORGED, purpose);
	}

	/**
	 * Return whether an authentic message arrives for the first time, and in time. An
	 * unsigned one always does.
	 * @param content where its content begins, as {@link #open} has returned
	 * @param start where it begins
	 */
	public boolean isFresh(Purpose purpose, byte[] message, int start, int content, ReplayGuard guard) {
		if (content == start || this.keys.isEmpty()) {
			return true;
		}
		ByteBuffer in = ByteBuffer.wrap(message, content - ORIGIN_BYTES, ORIGIN_BYTES);
		Refusal reason = guard.check(in.getLong(), in.getLong(), in.getLong(), this.clock.millis(), this.windowMillis);
		if (reason != null) {
			refuse(reason, purpose);
		}
		return reason == null;
	}

	/**
	 * Verify a message that arrives.
	 * @param start where it begins
	 * @return where the content begins, {@link #REFUSED} if it is not authentic, too old
	 * or repeated
	 */
	public int open(Purpose purpose, byte[] context, byte[] message, int start, ReplayGuard guard) {
		int content = open(purpose, context, message, start);
		return (content != REFUSED && isFresh(purpose, message, start, content, guard)) ? content : REFUSED;
	}

	private @Nullable SealingKey find(byte[] message, int from, int to) {
		for (SealingKey key : this.keys) {
			if (key.hasId(message, from, to)) {
				return key;
			}
		}
		return null;
	}

	/**
	 * Compare in a time that says nothing about the place of a difference.
	 */
	private static boolean isEqual(byte[] mac, byte[] message, int from) {
		int difference = 0;
		for (int i = 0; i < SealingKey.MAC_BYTES; i++) {
			difference |= mac[i] ^ message[from + i];
		}
		return difference == 0;
	}

	private int refuse(Refusal reason, Purpose purpose) {
		this.refused.add(reason, purpose);
		return REFUSED;
	}

}
