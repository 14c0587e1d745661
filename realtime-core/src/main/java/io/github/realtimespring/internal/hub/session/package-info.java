/**
 * Sessions and their subscriptions.
 */
@NullMarked
package io.github.realtimespring.internal.hub.session;

import org.jspecify.annotations.NullMarked;
