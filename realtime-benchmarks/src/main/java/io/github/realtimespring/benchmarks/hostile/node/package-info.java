/**
 * What the server of a hostile run has besides the sample: slow methods. Not on the class
 * path of a server otherwise.
 */
@NullMarked
package io.github.realtimespring.benchmarks.hostile.node;

import org.jspecify.annotations.NullMarked;
