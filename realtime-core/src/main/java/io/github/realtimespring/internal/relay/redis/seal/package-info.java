/**
 * Authentication of everything that nodes read from Redis, by keys that only the nodes
 * have.
 */
@NullMarked
package io.github.realtimespring.internal.relay.redis.seal;

import org.jspecify.annotations.NullMarked;
