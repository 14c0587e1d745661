/**
 * What happened in a schedule, and whether that keeps the promise: events in, violations
 * out. Pure.
 */
@NullMarked
package io.github.realtimespring.checker.history;

import org.jspecify.annotations.NullMarked;
