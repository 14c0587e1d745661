/**
 * The attacks, and the requests that they consist of.
 */
@NullMarked
package io.github.realtimespring.benchmarks.hostile.script;

import org.jspecify.annotations.NullMarked;
