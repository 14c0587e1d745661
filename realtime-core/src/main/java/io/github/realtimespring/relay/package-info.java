/**
 * Carries publications between nodes: the relay contract and its one-node\n *
 * implementation.
 */
@NullMarked
package io.github.realtimespring.relay;

import org.jspecify.annotations.NullMarked;
