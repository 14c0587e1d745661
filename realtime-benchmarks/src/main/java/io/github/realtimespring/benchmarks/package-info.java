/**
 * The runner: starts each contender as its own process, gives all of them the same work
 * in alternation and writes what was measured.
 */
@NullMarked
package io.github.realtimespring.benchmarks;

import org.jspecify.annotations.NullMarked;
