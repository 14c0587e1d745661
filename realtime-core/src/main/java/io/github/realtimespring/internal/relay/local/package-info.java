/**
 * The relay of a single node.
 */
@NullMarked
package io.github.realtimespring.internal.relay.local;

import org.jspecify.annotations.NullMarked;
