/**
 * Inbound queues: what clients send, in order and bounded.
 */
@NullMarked
package io.github.realtimespring.internal.hub.inbound;

import org.jspecify.annotations.NullMarked;
