package io.github.realtimespring.sample;

import java.time.Instant;

/**
 * A notification as the user's clients get it.
 *
 * @param id unique identifier: a user who is connected several times gets it on every
 * connection
 * @param time when it was sent
 * @param node the node that took the request
 * @param text the words
 */
record Notification(String id, Instant time, String node, String text) {

}
