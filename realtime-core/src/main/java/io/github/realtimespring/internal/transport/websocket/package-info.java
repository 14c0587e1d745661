/**
 * WebSocket sessions: how a Spring WebSocket session becomes a session of the hub, and
 * the writers of each container.
 */
@NullMarked
package io.github.realtimespring.internal.transport.websocket;

import org.jspecify.annotations.NullMarked;
