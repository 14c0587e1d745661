package io.github.realtimespring.sample;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

import org.springframework.context.annotation.Conditional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import io.github.realtimespring.sample.operator.DemoRoles;

/**
 * Hands a token to whoever asks, for the name they ask for. For the demo only: it stands
 * in for the identity provider that a real application has.
 */
@RestController
@Conditional(NoIdentityProvider.class)
class TokenController {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,32}");

	private static final JwsHeader HEADER = JwsHeader.with(MacAlgorithm.HS256).build();

	private final JwtEncoder encoder;

	private final SampleProperties properties;

	private final DemoRoles roles;

	TokenController(JwtEncoder encoder, SampleProperties properties, DemoRoles roles) {
		this.encoder = encoder;
		this.properties = properties;
		this.roles = roles;
	}

	@GetMapping("/api/token")
	ResponseEntity<Token> token(@RequestParam String user) {
		if (!NAME.matcher(user).matches()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"'user' must have 1 to 32 letters, digits, '_', '.' or '-'");
		}
		Instant now = Instant.now();
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.subject(user)
			.claim("roles", List.copyOf(this.roles.of(user)))
			.issuedAt(now)
			.expiresAt(now.plus(this.properties.tokenLifetime()))
			.build();
		String token = this.encoder.encode(JwtEncoderParameters.from(HEADER, claims)).getTokenValue();
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new Token(token, this.properties.tokenLifetime().toSeconds()));
	}

}
