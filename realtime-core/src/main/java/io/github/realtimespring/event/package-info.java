/**
 * Application events of sessions and channels.
 */
@NullMarked
package io.github.realtimespring.event;

import org.jspecify.annotations.NullMarked;
