/**
 * Bytes and WebSocket frames.
 */
@NullMarked
package io.github.realtimespring.benchmarks.load.frame;

import org.jspecify.annotations.NullMarked;
