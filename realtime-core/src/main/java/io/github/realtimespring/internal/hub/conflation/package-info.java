/**
 * Conflation: of publications that follow each other quickly, only the latest leaves this
 * node.
 */
@NullMarked
package io.github.realtimespring.internal.hub.conflation;

import org.jspecify.annotations.NullMarked;
