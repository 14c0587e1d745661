/**
 * The public API: publish to channels, describe publications, mark WebSocket handlers
 * whose connections become sessions of the hub.
 */
@NullMarked
package io.github.realtimespring;

import org.jspecify.annotations.NullMarked;
