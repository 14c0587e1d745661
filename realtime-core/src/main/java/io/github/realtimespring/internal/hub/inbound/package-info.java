/**
 * Inbound queues: the clients' messages, in order and bounded.
 */
@NullMarked
package io.github.realtimespring.internal.hub.inbound;

import org.jspecify.annotations.NullMarked;
