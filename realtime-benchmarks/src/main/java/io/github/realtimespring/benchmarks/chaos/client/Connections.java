package io.github.realtimespring.benchmarks.chaos.client;

import java.net.http.HttpClient;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What our own clients share.
 *
 * @param http opens connections
 * @param scheduler for what is done later
 */
public record Connections(HttpClient http, ScheduledExecutorService scheduler) {

}
