/**
 * The gauge: compares what two commits of the project cost, in pairs of short runs.
 */
@NullMarked
package io.github.realtimespring.benchmarks.gauge;

import org.jspecify.annotations.NullMarked;
