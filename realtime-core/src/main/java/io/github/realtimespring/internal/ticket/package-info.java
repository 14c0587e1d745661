/**
 * One-time tickets: a client that can't send its token in a handshake presents a ticket
 * in its place.
 */
@NullMarked
package io.github.realtimespring.internal.ticket;

import org.jspecify.annotations.NullMarked;
