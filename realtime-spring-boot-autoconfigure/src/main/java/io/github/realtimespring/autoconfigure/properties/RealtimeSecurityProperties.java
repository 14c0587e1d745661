package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.require;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requireNotNegative;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePath;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of the authentication of clients.
 *
 * @param mode Handling of anonymous clients, undeclared namespaces and patterns. Strict
 * mode denies anonymous clients, channels of namespaces that are not declared, the
 * default one included, and patterns that no namespace allows, also where the application
 * configures the message broker itself.
 * @param anonymous Whether clients may connect without authentication. Denied by default
 * at the endpoints of the realtime edge and at annotated WebSocket handlers.
 * @param token Tokens of clients.
 * @param ticket One-time tickets for clients that can't send their token in a handshake.
 * @param login Login and passcode of STOMP clients.
 * @param keys Keys of the identity provider.
 * @param handshakeChain Whether handshakes pass a security filter chain of their own, in
 * front of the application's. Enabled by default unless the application declares a
 * SecurityFilterChain. Has no effect if nothing verifies tokens.
 * @param maxSessionAge Maximum age of an authenticated session whose credentials don't
 * expire, such as a login. It is closed up to 10 % earlier, so that sessions don't end at
 * the same time. Zero disables the limit.
 * @param authorizationCache Cache of answers of the application's ChannelAuthorizer.
 */
@ConfigurationProperties("realtime.security")
public record RealtimeSecurityProperties(@DefaultValue("standard") Mode mode, @Nullable AnonymousAccess anonymous,
		@DefaultValue Token token, @DefaultValue Ticket ticket, @DefaultValue Login login, @DefaultValue Keys keys,
		@Nullable Boolean handshakeChain, @DefaultValue("24h") Duration maxSessionAge,
		@DefaultValue AuthorizationCache authorizationCache) {

	public RealtimeSecurityProperties {
		if (mode == Mode.STRICT) {
			require(anonymous != AnonymousAccess.ALLOWED, "realtime.security.anonymous",
					"must not be 'allowed' if realtime.security.mode is 'strict'");
			anonymous = AnonymousAccess.DENIED;
		}
		require(token.missingSubject() != Token.MissingSubject.ANONYMOUS || anonymous == AnonymousAccess.ALLOWED,
				"realtime.security.token.missing-subject",
				"'anonymous' has no effect unless realtime.security.anonymous is 'allowed'");
		requireNotNegative(maxSessionAge, "realtime.security.max-session-age");
	}

	/**
	 * Handling of anonymous clients, undeclared namespaces and patterns.
	 */
	public enum Mode {

		/** The defaults apply, which depend on the application's own configuration. */
		STANDARD,

		/** Undeclared access is denied. */
		STRICT

	}

	/**
	 * Whether clients may connect without authentication.
	 */
	public enum AnonymousAccess {

		/** They may. A token that they present must still be valid. */
		ALLOWED,

		/** They are rejected. */
		DENIED

	}

	/**
	 * Cache of answers of the application's ChannelAuthorizer, such as
	 * ChannelAuthorizationRules.
	 *
	 * @param ttl Time to cache an answer. Answers about a client are dropped when its
	 * rights are checked again. Zero disables the cache.
	 * @param maxEntries Maximum number of answers to cache.
	 */
	public record AuthorizationCache(@DefaultValue("0s") Duration ttl, @DefaultValue("10000") int maxEntries) {

		public AuthorizationCache {
			requireNotNegative(ttl, "realtime.security.authorization-cache.ttl");
			require(maxEntries > 0, "realtime.security.authorization-cache.max-entries", "must be positive");
		}

	}

	/**
	 * Tokens of clients.
	 *
	 * @param headerEnabled Whether to accept a token in the handshake's Authorization
	 * header.
	 * @param subprotocolEnabled Whether to accept a token as an offered WebSocket
	 * subprotocol 'bearer.TOKEN'.
	 * @param connectEnabled Whether to accept a token in the protocol's own first
	 * message.
	 * @param cookie Name of a cookie in which to accept a token. None by default.
	 * @param queryParameter Name of a query parameter in which to accept a token. None by
	 * default, because addresses end up in logs.
	 * @param issuer Issuer that a token must have (claim 'iss'), in addition to the
	 * checks of the JwtDecoder. Not checked by default.
	 * @param audiences Audiences of which a token must have at least one (claim 'aud'),
	 * in addition to the checks of the JwtDecoder. Not checked by default.
	 * @param missingSubject Handling of a valid token that identifies no user (no claim
	 * 'sub').
	 * @param cache Cache of verified tokens.
	 * @param refresh New tokens that a connected client presents.
	 */
	public record Token(@DefaultValue("true") boolean headerEnabled, @DefaultValue("true") boolean subprotocolEnabled,
			@DefaultValue("true") boolean connectEnabled, @Nullable String cookie, @Nullable String queryParameter,
			@Nullable String issuer, @DefaultValue List<String> audiences,
			@DefaultValue("rejected") MissingSubject missingSubject, @DefaultValue Cache cache,
			@DefaultValue Refresh refresh) {

		/**
		 * Handling of a valid token that identifies no user.
		 */
		public enum MissingSubject {

			/** The token is invalid. */
			REJECTED,

			/** The client is anonymous, until the token expires or is revoked. */
			ANONYMOUS

		}

		/**
		 * Cache of verified tokens.
		 *
		 * @param maxEntries Maximum number of verified tokens to cache. Zero disables the
		 * cache.
		 * @param ttl Maximum time to cache a verified token, within its own lifetime.
		 */
		public record Cache(@DefaultValue("10000") int maxEntries, @DefaultValue("5m") Duration ttl) {

			public Cache {
				require(maxEntries >= 0, "realtime.security.token.cache.max-entries", "must not be negative");
				requirePositive(ttl, "realtime.security.token.cache.ttl");
			}

		}

		/**
		 * New tokens that a connected client presents.
		 *
		 * @param burst Maximum number of tokens that a session may present in quick
		 * succession.
		 * @param interval Time after which a session that has used up its burst may
		 * present another token.
		 */
		public record Refresh(@DefaultValue("5") int burst, @DefaultValue("10s") Duration interval) {

			public Refresh {
				require(burst > 0, "realtime.security.token.refresh.burst", "must be positive");
				requirePositive(interval, "realtime.security.token.refresh.interval");
			}

		}

	}

	/**
	 * One-time tickets for clients that can't send their token in a handshake.
	 *
	 * @param enabled Whether to issue tickets, and to accept them in the query parameter
	 * 'ticket' of a handshake.
	 * @param path Path at which clients request a ticket with POST.
	 * @param ttl Validity of a ticket, up to five minutes.
	 * @param bindAddress Whether a ticket is valid for the address only from which it was
	 * requested.
	 * @param maxPerUser Maximum number of unused tickets of a user. Further requests are
	 * answered with 429.
	 * @param maxWaiting Maximum number of requests and handshakes of a node that wait for
	 * the relay to store a ticket or to look it up. Further ones are answered with 503.
	 */
	public record Ticket(@DefaultValue("false") boolean enabled, @DefaultValue("/realtime/ticket") String path,
			@DefaultValue("30s") Duration ttl, @DefaultValue("false") boolean bindAddress,
			@DefaultValue("20") int maxPerUser, @DefaultValue("50") int maxWaiting) {

		private static final Duration MAX_TTL = Duration.ofMinutes(5);

		public Ticket {
			requirePath(path, "realtime.security.ticket.path");
			requirePositive(ttl, "realtime.security.ticket.ttl");
			require(ttl.compareTo(MAX_TTL) <= 0, "realtime.security.ticket.ttl",
					"must not be longer than five minutes");
			require(maxPerUser > 0, "realtime.security.ticket.max-per-user", "must be positive");
			require(maxWaiting > 0, "realtime.security.ticket.max-waiting", "must be positive");
		}

	}

	/**
	 * Login and passcode of STOMP clients, verified by Spring Security's
	 * AuthenticationManager.
	 *
	 * @param enabled Whether to verify login and passcode of CONNECT frames. By default
	 * these are the application's.
	 * @param maxConcurrent Maximum number of logins that a node verifies at the same
	 * time, one of each client's address.
	 * @param maxWaiting Maximum number of logins of a node that wait to be verified, up
	 * to half of them of one address. Further ones are refused as unavailable.
	 * @param maxFailures Maximum number of failed logins of a client's address in a
	 * minute. Further logins are refused as unavailable.
	 */
	public record Login(@DefaultValue("false") boolean enabled, @DefaultValue("4") int maxConcurrent,
			@DefaultValue("50") int maxWaiting, @DefaultValue("10") int maxFailures) {

		public Login {
			require(maxConcurrent > 0, "realtime.security.login.max-concurrent", "must be positive");
			require(maxWaiting > 0, "realtime.security.login.max-waiting", "must be positive");
			require(maxFailures > 0, "realtime.security.login.max-failures", "must be positive");
		}

	}

	/**
	 * Keys of the identity provider, where Spring Boot configures the JwtDecoder with its
	 * key set.
	 *
	 * @param refreshInterval Interval at which the key set is fetched in the background.
	 * Zero leaves it to Spring Security, which fetches a key set older than five minutes
	 * while a client waits.
	 * @param maxAge Maximum time to keep using the last fetched keys while the provider
	 * is unreachable.
	 */
	public record Keys(@DefaultValue("4m") Duration refreshInterval, @DefaultValue("1h") Duration maxAge) {

		public Keys {
			requireNotNegative(refreshInterval, "realtime.security.keys.refresh-interval");
			requirePositive(maxAge, "realtime.security.keys.max-age");
		}

	}

}
