package io.github.realtimespring.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs tokens (JWT, HS256) for the clients of a run.
 */
public final class Tokens {

	private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

	private static final String HEADER = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

	private static final int LIFETIME_SECONDS = 3600;

	private final Map<String, String> kept = new HashMap<>();

	private final boolean keep;

	private final Mac mac;

	/**
	 * Create.
	 * @param secret the key
	 * @param keep whether a client keeps its token when it comes again
	 */
	public Tokens(String secret, boolean keep) {
		this.keep = keep;
		try {
			this.mac = Mac.getInstance("HmacSHA256");
			this.mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalArgumentException("Not a key", ex);
		}
	}

	/**
	 * A client's token.
	 * @param subject who it is
	 */
	public String token(String subject) {
		return token(subject, "");
	}

	/**
	 * The token of a client of a tenant.
	 * @param subject who it is
	 * @param tenant the name of the tenant, empty for none
	 */
	public String token(String subject, String tenant) {
		return this.keep ? this.kept.computeIfAbsent(tenant + "|" + subject, (key) -> sign(subject, tenant))
				: sign(subject, tenant);
	}

	private String sign(String subject, String tenant) {
		String claim = tenant.isEmpty() ? "" : "\"tenant\":\"" + tenant + "\",";
		long now = Instant.now().getEpochSecond();
		String signed = HEADER + "." + base64("{" + claim + "\"sub\":\"" + subject + "\",\"iat\":" + now + ",\"exp\":"
				+ (now + LIFETIME_SECONDS) + "}");
		byte[] signature = this.mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
		return signed + "." + BASE64.encodeToString(signature);
	}

	private static String base64(String json) {
		return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
	}

}
