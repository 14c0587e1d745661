/**
 * Measures what hostile clients cost others: attackers, an honest neighbour and a probe.
 */
@NullMarked
package io.github.realtimespring.benchmarks.hostile;

import org.jspecify.annotations.NullMarked;
