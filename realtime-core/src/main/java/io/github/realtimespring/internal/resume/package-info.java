/**
 * Resumption of sessions: what a client subscribed to outlives its connection and its
 * node.
 */
@NullMarked
package io.github.realtimespring.internal.resume;

import org.jspecify.annotations.NullMarked;
