/**
 * Positions in streams, and recovery of missed publications.
 */
@NullMarked
package io.github.realtimespring.internal.hub.recovery;

import org.jspecify.annotations.NullMarked;
