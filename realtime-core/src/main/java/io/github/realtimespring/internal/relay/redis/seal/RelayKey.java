package io.github.realtimespring.internal.relay.redis.seal;

import java.util.regex.Pattern;

import org.springframework.util.Assert;

/**
 * A secret that the nodes share. Immutable.
 */
public final class RelayKey {

	/** Minimum length of a secret, that of HMAC-SHA256. */
	public static final int MIN_BYTES = 32;

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

	private final String id;

	private final byte[] secret;

	/**
	 * Create a key.
	 * @param id identifies it in messages, up to 32 letters, digits, dots, underscores
	 * and dashes
	 * @param secret at least 32 bytes
	 */
	public RelayKey(String id, byte[] secret) {
		Assert.isTrue(isId(id), "'id' must be 1 to 32 letters, digits, '.', '_' or '-'");
		Assert.isTrue(secret.length >= MIN_BYTES, "'secret' must have at least " + MIN_BYTES + " bytes");
		this.id = id;
		this.secret = secret.clone();
	}

	/**
	 * Return whether a text can identify a key.
	 */
	public static boolean isId(String id) {
		return ID.matcher(id).matches();
	}

	String id() {
		return this.id;
	}

	byte[] secret() {
		return this.secret;
	}

	@Override
	public String toString() {
		return "key '" + this.id + "'";
	}

}
