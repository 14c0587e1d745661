/**
 * Auto-configuration of token verification and of the handshake's way through the
 * security filter chain.
 */
@NullMarked
package io.github.realtimespring.autoconfigure.security;

import org.jspecify.annotations.NullMarked;
