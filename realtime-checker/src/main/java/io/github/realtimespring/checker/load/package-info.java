/**
 * What publishes and connects while the checker injects faults.
 */
@NullMarked
package io.github.realtimespring.checker.load;

import org.jspecify.annotations.NullMarked;
