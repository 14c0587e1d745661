package io.github.realtimespring.sample;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request to notify a user.
 *
 * @param text the words
 */
record NotificationText(@Nullable String text) {

}
