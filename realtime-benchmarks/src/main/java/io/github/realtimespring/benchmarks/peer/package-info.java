/**
 * Spring's own simple broker, as an application would set it up.
 */
@NullMarked
package io.github.realtimespring.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
