/**
 * Resumption of sessions: a client's subscriptions outlive its connection and its node.
 */
@NullMarked
package io.github.realtimespring.internal.resume;

import org.jspecify.annotations.NullMarked;
