/**
 * Auto-configuration of the relay through Redis.
 */
@NullMarked
package io.github.realtimespring.autoconfigure.redis;

import org.jspecify.annotations.NullMarked;
