package io.github.realtimespring.checker.load;

import java.time.Duration;

/**
 * How soon a node and a client notice that the other one is gone.
 *
 * @param pingInterval how often a node pings Centrifuge clients
 * @param pongTimeout how long they may take to answer
 * @param patience how long a client hears nothing before it gives a connection up
 */
public record Pulse(String pingInterval, String pongTimeout, Duration patience) {

	/** So soon that a fault of a few seconds has consequences. */
	public static final Pulse FAST = new Pulse("1s", "900ms", Duration.ofSeconds(4));

	/** The server's defaults, for crowds that keep the whole machine busy. */
	public static final Pulse DEFAULT = new Pulse("25s", "8s", Duration.ofSeconds(40));

}
