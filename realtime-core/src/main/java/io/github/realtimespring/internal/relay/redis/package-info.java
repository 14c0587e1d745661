/**
 * The relay over Redis: subscriptions, streams and stored sessions.
 */
@NullMarked
package io.github.realtimespring.internal.relay.redis;

import org.jspecify.annotations.NullMarked;
