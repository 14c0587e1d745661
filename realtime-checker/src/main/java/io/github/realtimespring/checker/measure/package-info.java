/**
 * What is measured while schedules run: times, heap and gauges of nodes.
 */
@NullMarked
package io.github.realtimespring.checker.measure;

import org.jspecify.annotations.NullMarked;
