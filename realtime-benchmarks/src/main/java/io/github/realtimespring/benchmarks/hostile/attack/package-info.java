/**
 * The process of the attackers, and their connections.
 */
@NullMarked
package io.github.realtimespring.benchmarks.hostile.attack;

import org.jspecify.annotations.NullMarked;
