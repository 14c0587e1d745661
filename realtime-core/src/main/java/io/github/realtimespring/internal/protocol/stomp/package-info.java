/**
 * STOMP on the hub: the broker message handler behind Spring's STOMP support, the encoder
 * of MESSAGE frames, and the additions to Spring's frame handling.
 */
@NullMarked
package io.github.realtimespring.internal.protocol.stomp;

import org.jspecify.annotations.NullMarked;
