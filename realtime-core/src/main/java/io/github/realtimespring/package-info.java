/**
 * What an application imports: publish to channels, describe publications, mark its own
 * WebSocket handlers.
 */
@NullMarked
package io.github.realtimespring;

import org.jspecify.annotations.NullMarked;
