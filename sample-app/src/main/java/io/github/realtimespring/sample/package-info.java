/**
 * A small application on the realtime edge: a page with the host's live metrics, a chat
 * room shared by two protocols, and notifications to one user.
 */
@NullMarked
package io.github.realtimespring.sample;

import org.jspecify.annotations.NullMarked;
