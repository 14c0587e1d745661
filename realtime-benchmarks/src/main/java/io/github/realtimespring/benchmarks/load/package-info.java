/**
 * The load generator: one thread and a selector hold all client connections, so that it
 * takes as little as possible from the machine that it shares with the server.
 */
@NullMarked
package io.github.realtimespring.benchmarks.load;

import org.jspecify.annotations.NullMarked;
