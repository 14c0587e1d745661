/**
 * STOMP sessions: heart-beats, receipts, acknowledgements.
 */
@NullMarked
package io.github.realtimespring.internal.protocol.stomp.session;

import org.jspecify.annotations.NullMarked;
