package io.github.realtimespring.checker.client;

/**
 * What a client asked the server for.
 *
 * @param interest about what
 * @param subscribes whether it subscribes, or unsubscribes
 * @param recovers whether it asks for what was missed
 */
record Request(Interest interest, boolean subscribes, boolean recovers) {

}
