/**
 * What the processes of a server use: processor time, allocations, system calls.
 */
@NullMarked
package io.github.realtimespring.benchmarks.load.counter;

import org.jspecify.annotations.NullMarked;
