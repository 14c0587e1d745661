package io.github.realtimespring.security;

import java.util.function.Predicate;

import io.github.realtimespring.ClientIdentity;

/**
 * The cache of verified tokens on this node. A token in the cache is accepted without
 * being verified again; evict tokens when a key or an account was withdrawn. Open
 * connections are not affected. Available as a bean if JWT authentication is configured;
 * not meant to be implemented by applications. Thread-safe.
 *
 * @since 0.1.0
 */
public interface TokenCache {

	/**
	 * Evict tokens. Tokens that are being verified at this moment are not cached either.
	 * @param condition whether to evict the token of an identity; must not block
	 */
	void evict(Predicate<ClientIdentity> condition);

	/**
	 * Evict all tokens.
	 */
	void clear();

	/**
	 * Return the number of cached tokens, including expired ones that have not been
	 * removed yet.
	 * @return the number of tokens
	 */
	int size();

}
