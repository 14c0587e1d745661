/**
 * STOMP on the hub: the broker message handler behind Spring's STOMP support, the encoder
 * of MESSAGE frames, and what a STOMP session needs on top of Spring's frame handling.
 */
@NullMarked
package io.github.realtimespring.internal.protocol.stomp;

import org.jspecify.annotations.NullMarked;
