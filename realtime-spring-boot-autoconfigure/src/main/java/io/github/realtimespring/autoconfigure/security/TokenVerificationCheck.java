package io.github.realtimespring.autoconfigure.security;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.util.ClassUtils;

import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Looks at the application's {@link JwtDecoder} when all beans have been created: a
 * secret that is too short stops the start, several candidates are warned of.
 */
final class TokenVerificationCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(TokenVerificationCheck.class);

	private static final boolean NIMBUS_PRESENT = ClassUtils.isPresent("com.nimbusds.jose.KeyLengthException",
			TokenVerificationCheck.class.getClassLoader());

	private final ObjectProvider<JwtDecoder> decoders;

	private final ObjectProvider<Converter<Jwt, ? extends AbstractAuthenticationToken>> converters;

	private final ObjectProvider<TokenAuthenticator> authenticators;

	private final boolean ours;

	/**
	 * Create the check.
	 * @param decoders the application's decoders
	 * @param converters the application's converters
	 * @param authenticators verifies clients' tokens
	 * @param ours whether a decoder of the application verifies clients' tokens
	 */
	TokenVerificationCheck(ObjectProvider<JwtDecoder> decoders,
			ObjectProvider<Converter<Jwt, ? extends AbstractAuthenticationToken>> converters,
			ObjectProvider<TokenAuthenticator> authenticators, boolean ours) {
		this.decoders = decoders;
		this.converters = converters;
		this.authenticators = authenticators;
		this.ours = ours;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.ours) {
			JwtDecoder decoder = this.decoders.getIfUnique();
			if (decoder != null && NIMBUS_PRESENT) {
				TokenKeyCheck.check(decoder);
			}
			if (this.converters.getIfUnique() == null && this.converters.stream().findAny().isPresent()) {
				logger.warn("There are several converters of Jwt to AbstractAuthenticationToken, so none is used: the "
						+ "claim 'sub' names the client. Mark one @Primary or declare a TokenAuthenticator");
			}
		}
		else if (this.authenticators.stream().findAny().isEmpty()) {
			logger.warn("There are several JwtDecoder beans, so no token of a WebSocket client is verified: mark one "
					+ "@Primary or declare a TokenAuthenticator");
		}
	}

}
