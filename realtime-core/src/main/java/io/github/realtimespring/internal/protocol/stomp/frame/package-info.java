/**
 * STOMP frames and versions.
 */
@NullMarked
package io.github.realtimespring.internal.protocol.stomp.frame;

import org.jspecify.annotations.NullMarked;
