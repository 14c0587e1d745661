package io.github.realtimespring.sample;

/**
 * A demo token.
 *
 * @param token the signed JWT
 * @param expiresIn seconds until it expires
 */
record Token(String token, long expiresIn) {

}
