/**
 * What the nodes of an application share about their load: how many sessions each has,
 * and a budget of reconnects.
 */
@NullMarked
package io.github.realtimespring.internal.fleet;

import org.jspecify.annotations.NullMarked;
