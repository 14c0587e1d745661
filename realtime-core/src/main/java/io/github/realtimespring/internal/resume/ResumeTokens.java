package io.github.realtimespring.internal.resume;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * Tokens by which a client proves that a session was its own: the session's id and an
 * expiry, signed together with the names of the protocol and the user by HMAC-SHA256.
 * They hold no secret themselves, and are of no use to another user or in another
 * protocol.
 */
final class ResumeTokens {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int MAC_BYTES = 32;

	/** Longer than any that we issue. */
	private static final int MAX_LENGTH = 1024;

	private ResumeTokens() {
	}

	static String issue(byte[] secret, String protocol, String session, String user, Instant expiresAt) {
		byte[] id = session.getBytes(StandardCharsets.UTF_8);
		byte[] content = ByteBuffer.allocate(Long.BYTES + id.length)
			.putLong(expiresAt.getEpochSecond())
			.put(id)
			.array();
		byte[] mac = mac(secret, content, protocol, user);
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(ByteBuffer.allocate(MAC_BYTES + content.length).put(mac).put(content).array());
	}

	/**
	 * The session that a token is for.
	 * @param secrets those with which it may have been signed
	 * @return {@code null} as for each of them
	 */
	static @Nullable String verify(List<byte[]> secrets, String token, String protocol, String user, Instant now) {
		for (byte[] secret : secrets) {
			String session = verify(secret, token, protocol, user, now);
			if (session != null) {
				return session;
			}
		}
		return null;
	}

	/**
	 * The session that a token is for.
	 * @return {@code null} if the token was not issued by us, is another user's or
	 * another protocol's, or has expired
	 */
	static @Nullable String verify(byte[] secret, String token, String protocol, String user, Instant now) {
		if (token.isEmpty() || token.length() > MAX_LENGTH) {
			return null;
		}
		ByteBuffer bytes;
		try {
			bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
		if (bytes.remaining() < MAC_BYTES + Long.BYTES) {
			return null;
		}
		byte[] mac = new byte[MAC_BYTES];
		bytes.get(mac);
		byte[] content = new byte[bytes.remaining()];
		bytes.get(content);
		if (!MessageDigest.isEqual(mac, mac(secret, content, protocol, user))) {
			return null;
		}
		ByteBuffer read = ByteBuffer.wrap(content);
		return (read.getLong() > now.getEpochSecond())
				? new String(content, Long.BYTES, content.length - Long.BYTES, StandardCharsets.UTF_8) : null;
	}

	private static byte[] mac(byte[] secret, byte[] content, String protocol, String user) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(secret, ALGORITHM));
			update(mac, content);
			update(mac, protocol.getBytes(StandardCharsets.UTF_8));
			return mac.doFinal(user.getBytes(StandardCharsets.UTF_8));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ALGORITHM + " is not available", ex);
		}
	}

	/**
	 * With its length, so that no part of it can pass for the next.
	 */
	private static void update(Mac mac, byte[] part) {
		mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
		mac.update(part);
	}

}
