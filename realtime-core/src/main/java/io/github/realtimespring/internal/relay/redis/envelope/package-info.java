/**
 * The binary encoding of publications and stored sessions in Redis.
 */
@NullMarked
package io.github.realtimespring.internal.relay.redis.envelope;

import org.jspecify.annotations.NullMarked;
