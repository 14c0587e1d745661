/**
 * Connections to Redis, their reconnection and their pending commands; the only package
 * that uses Lettuce.
 */
@NullMarked
package io.github.realtimespring.internal.relay.redis.link;

import org.jspecify.annotations.NullMarked;
