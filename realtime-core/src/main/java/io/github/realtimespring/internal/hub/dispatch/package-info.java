/**
 * Delivery of publications to the subscriptions of this node.
 */
@NullMarked
package io.github.realtimespring.internal.hub.dispatch;

import org.jspecify.annotations.NullMarked;
