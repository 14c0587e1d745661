/**
 * Commands to all nodes: disconnecting, revoking and unsubscribing clients.
 */
@NullMarked
package io.github.realtimespring.internal.hub.control;

import org.jspecify.annotations.NullMarked;
