package io.github.realtimespring.sample;

import org.jspecify.annotations.Nullable;

/**
 * What a client is told about its own connection.
 *
 * @param node the node that serves it
 * @param user name of the user it is signed in as, if any
 */
record ConnectionInfo(String node, @Nullable String user) {

}
