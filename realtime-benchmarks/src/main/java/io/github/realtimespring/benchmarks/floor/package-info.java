/**
 * A bare server that writes the same bytes: what a delivery costs without a framework.
 */
@NullMarked
package io.github.realtimespring.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
