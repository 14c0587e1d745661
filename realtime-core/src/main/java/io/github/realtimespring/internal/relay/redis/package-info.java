/**
 * The relay over Redis, the only package that sees Redis or Lettuce.
 */
@NullMarked
package io.github.realtimespring.internal.relay.redis;

import org.jspecify.annotations.NullMarked;
