/**
 * Application events of sessions and channels, and what the log shows of sessions.
 */
@NullMarked
package io.github.realtimespring.autoconfigure.event;

import org.jspecify.annotations.NullMarked;
