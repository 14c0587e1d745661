package io.github.realtimespring.internal.resume;

/**
 * The client of a session that can be resumed.
 *
 * @param protocol the name of the session's protocol: what a session had subscribed to is
 * kept in the words of its own, so only a session of the same can go on with it
 * @param session the session's name, which the node gave it: clients can choose ids
 * @param user the verified name of the session's user, empty if it is anonymous
 * @param limitKey the key of the share of memory that its ended sessions may take
 */
public record ResumableClient(String protocol, String session, String user, String limitKey) {

}
