/**
 * The message broker of STOMP clients.
 */
@NullMarked
package io.github.realtimespring.internal.protocol.stomp.broker;

import org.jspecify.annotations.NullMarked;
