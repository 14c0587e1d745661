/**
 * Auto-configuration of the WebSocket endpoints.
 */
@NullMarked
package io.github.realtimespring.autoconfigure.websocket;

import org.jspecify.annotations.NullMarked;
