package io.github.realtimespring.checker.client;

import java.util.concurrent.ScheduledExecutorService;

/**
 * What our own clients share.
 *
 * @param loop connects and reads
 * @param scheduler for what is done later
 * @param route where they connect, and how soon again
 */
public record Connections(SocketLoop loop, ScheduledExecutorService scheduler, Route route) {

}
