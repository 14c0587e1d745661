/**
 * Tables and plots of what was measured.
 */
@NullMarked
package io.github.realtimespring.benchmarks.report;

import org.jspecify.annotations.NullMarked;
