/**
 * Limits on sessions and the paced drain before a node stops.
 */
@NullMarked
package io.github.realtimespring.internal.lifecycle;

import org.jspecify.annotations.NullMarked;
