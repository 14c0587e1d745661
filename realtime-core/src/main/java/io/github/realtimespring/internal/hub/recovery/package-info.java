/**
 * Positions in streams, and what a subscription has missed.
 */
@NullMarked
package io.github.realtimespring.internal.hub.recovery;

import org.jspecify.annotations.NullMarked;
