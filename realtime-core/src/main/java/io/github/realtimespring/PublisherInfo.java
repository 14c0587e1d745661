package io.github.realtimespring;

/**
 * The client that published a message.
 *
 * @param user the name of its principal, empty for an anonymous client
 * @param session the id of its session
 */
public record PublisherInfo(String user, String session) {

}
