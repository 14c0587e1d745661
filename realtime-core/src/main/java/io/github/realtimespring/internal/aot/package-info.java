/**
 * Ahead-of-time processing.
 */
@NullMarked
package io.github.realtimespring.internal.aot;

import org.jspecify.annotations.NullMarked;
