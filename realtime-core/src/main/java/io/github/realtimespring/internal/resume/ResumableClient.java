package io.github.realtimespring.internal.resume;

/**
 * The client of a session that can be resumed.
 *
 * @param protocol the name of the session's protocol: subscriptions are stored in the
 * terms of the protocol, so only a session of the same protocol can resume them
 * @param session the session's name, assigned by the node because clients can choose ids
 * @param user the verified name of the session's user, empty if it is anonymous
 * @param limitKey the key of the share of memory that its ended sessions may take
 */
public record ResumableClient(String protocol, String session, String user, String limitKey) {

}
