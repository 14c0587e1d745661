/**
 * The client side of each protocol, and one connection that speaks it.
 */
@NullMarked
package io.github.realtimespring.benchmarks.load.protocol;

import org.jspecify.annotations.NullMarked;
