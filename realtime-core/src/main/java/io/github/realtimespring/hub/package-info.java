/**
 * This node's sessions and subscriptions, and the delivery of publications to them.
 */
@NullMarked
package io.github.realtimespring.hub;

import org.jspecify.annotations.NullMarked;
