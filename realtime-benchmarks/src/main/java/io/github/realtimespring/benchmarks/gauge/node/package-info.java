/**
 * What the gauge adds to a server to prove itself: a cost for each message sent. Not on
 * the class path of a server otherwise.
 */
@NullMarked
package io.github.realtimespring.benchmarks.gauge.node;

import org.jspecify.annotations.NullMarked;
