package io.github.realtimespring.sample;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One line of the chat room, as every subscriber of every protocol gets it.
 *
 * @param id unique identifier
 * @param author name of the user who said it
 * @param time when the node handled it
 * @param protocol the protocol it was sent by ({@code stomp} or {@code centrifuge}), if
 * known
 * @param node the node that handled it
 * @param text the words
 */
record ChatMessage(String id, String author, Instant time, @Nullable String protocol, String node, String text) {

}
