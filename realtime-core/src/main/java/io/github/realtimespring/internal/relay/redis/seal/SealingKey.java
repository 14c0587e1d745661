package io.github.realtimespring.internal.relay.redis.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that signs and verifies messages, derived from a {@link RelayKey}. Thread-safe.
 */
final class SealingKey {

	/**
	 * Length of a signature: HMAC-SHA256, of which the first half is as hard to guess as
	 * a random number of 128 bits (RFC 2104, section 5), and costs half the space.
	 */
	static final int MAC_BYTES = 16;

	private static final String ALGORITHM = "HmacSHA256";

	private static final byte[] SALT = bytes("realtime relay");

	private static final String MESSAGES = "messages ";

	private static final String RESUME_TOKENS = "resume tokens ";

	private final byte[] id;

	private final SecretKeySpec key;

	private final byte[] resumeSecret;

	/** As many as threads were busy at a time: creating one takes longer than its use. */
	private final Queue<Mac> idle = new ConcurrentLinkedQueue<>();

	/**
	 * Derive the key as HKDF does (RFC 5869).
	 * @param environment tells apart the environments that share a secret
	 */
	SealingKey(RelayKey key, String environment) {
		this.id = bytes(key.id());
		SecretKeySpec extracted = new SecretKeySpec(create(new SecretKeySpec(SALT, ALGORITHM)).doFinal(key.secret()),
				ALGORITHM);
		this.key = new SecretKeySpec(expand(extracted, MESSAGES + environment), ALGORITHM);
		this.resumeSecret = expand(extracted, RESUME_TOKENS + environment);
	}

	private static byte[] expand(SecretKeySpec extracted, String purpose) {
		Mac mac = create(extracted);
		mac.update(bytes(purpose));
		mac.update((byte) 1);
		return mac.doFinal();
	}

	private static Mac create(SecretKeySpec key) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(key);
			return mac;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ALGORITHM + " is not available", ex);
		}
	}

	byte[] id() {
		return this.id;
	}

	boolean hasId(byte[] bytes, int from, int to) {
		return Arrays.equals(this.id, 0, this.id.length, bytes, from, to);
	}

	/**
	 * Return the secret of resume tokens.
	 */
	byte[] resumeSecret() {
		return this.resumeSecret.clone();
	}

	/**
	 * Sign the end of a message, bound to its purpose and its place.
	 * @return the whole MAC, of which {@value #MAC_BYTES} bytes are the signature
	 */
	byte[] sign(Purpose purpose, byte[] context, byte[] bytes, int from) {
		Mac mac = this.idle.poll();
		if (mac == null) {
			mac = create(this.key);
		}
		mac.update(purpose.code());
		for (int shift = 24; shift >= 0; shift -= 8) {
			mac.update((byte) (context.length >>> shift));
		}
		mac.update(context);
		mac.update(bytes, from, bytes.length - from);
		byte[] result = mac.doFinal();
		this.idle.add(mac);
		return result;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
