package io.github.realtimespring;

/**
 * The client that published a message.
 *
 * @param user the name of its principal, empty for an anonymous client
 * @param session the id of its session; over SockJS another one, because there the id is
 * part of the URL that the client sends to
 */
public record PublisherInfo(String user, String session) {

}
