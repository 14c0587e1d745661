/**
 * Outgoing data of a session: immutable shared frames, the bounded outbound queue and the
 * contract of a socket writer.
 */
@NullMarked
package io.github.realtimespring.internal.outbound;

import org.jspecify.annotations.NullMarked;
