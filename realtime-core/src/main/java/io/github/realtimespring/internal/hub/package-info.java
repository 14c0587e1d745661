/**
 * This node's sessions and subscriptions, and the delivery of publications to them.
 */
@NullMarked
package io.github.realtimespring.internal.hub;

import org.jspecify.annotations.NullMarked;
