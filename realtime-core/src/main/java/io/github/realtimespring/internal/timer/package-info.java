/**
 * The timer of all sessions.
 */
@NullMarked
package io.github.realtimespring.internal.timer;

import org.jspecify.annotations.NullMarked;
