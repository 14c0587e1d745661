/**
 * Helpers for asynchronous operations.
 */
@NullMarked
package io.github.realtimespring.internal.concurrent;

import org.jspecify.annotations.NullMarked;
