package io.github.realtimespring.observability;

/**
 * Every meter, by its name.
 *
 * @since 0.1.0
 */
public enum RealtimeMeter {

	/** Gauge: open sessions, tagged {@code transport} and {@code protocol}. */
	SESSIONS("realtime.sessions", "Open sessions"),

	/** Counter: sessions opened, tagged {@code transport} and {@code protocol}. */
	SESSIONS_OPENED("realtime.sessions.opened", "Sessions opened"),

	/**
	 * Counter: sessions ended, tagged {@code transport}, {@code protocol} and
	 * {@code code}: this node's, or a usual one of the peer's; {@code client} for any
	 * other code that a client chose.
	 */
	SESSIONS_CLOSED("realtime.sessions.closed", "Sessions ended, by close code"),

	/**
	 * Counter: connections refused, tagged {@code reason}: {@code limit},
	 * {@code draining}, {@code unauthorized}, {@code forbidden} (a foreign origin),
	 * {@code unavailable} (the token could not be checked),
	 * {@code unauthenticated-limit}, {@code address-limit}.
	 */
	SESSIONS_REFUSED("realtime.sessions.refused", "Connections refused before they became sessions"),

	/**
	 * Counter: tokens presented, tagged {@code result}: {@code hit} (cached) or
	 * {@code miss} (verified).
	 */
	TOKEN_CACHE("realtime.token.cache", "Tokens presented, by whether they were cached"),

	/** Gauge: subscriptions of this node's sessions. */
	SUBSCRIPTIONS("realtime.subscriptions", "Subscriptions of this node's sessions"),

	/** Gauge: channels with a subscriber on this node. */
	CHANNELS("realtime.channels", "Channels with a subscriber on this node"),

	/** Counter: messages received from clients, tagged {@code protocol}. */
	MESSAGES_RECEIVED("realtime.messages.received", "Messages received from clients"),

	/** Counter: bytes received from clients, tagged {@code protocol}. */
	BYTES_RECEIVED("realtime.bytes.received", "Bytes received from clients"),

	/** Counter: frames handed to the network, tagged {@code protocol}. */
	MESSAGES_SENT("realtime.messages.sent", "Frames handed to the network"),

	/** Counter: bytes handed to the network, tagged {@code protocol}. */
	BYTES_SENT("realtime.bytes.sent", "Bytes handed to the network"),

	/**
	 * Counter: messages dropped, tagged {@code reason}: {@code session-closed} (pending
	 * when the session or its subscription ended, or exceeded its limit),
	 * {@code lane-full} (the node could not keep up), {@code unencodable} (not
	 * expressible in the receiver's protocol), {@code failed} (an error of this node or
	 * of an interceptor), {@code malformed} (a relay message that this node can't read),
	 * {@code conflated} (replaced by a later publication of its channel).
	 */
	MESSAGES_DROPPED("realtime.messages.dropped", "Messages that did not reach a receiver"),

	/**
	 * Counter: frames refused for a protocol error, tagged {@code protocol} and
	 * {@code error}.
	 */
	PROTOCOL_ERRORS("realtime.protocol.errors", "Frames refused because of a protocol error"),

	/**
	 * Counter: resumable sessions that were evicted early because the memory limit was
	 * exceeded.
	 */
	RESUMABLE_EVICTED("realtime.resume.evicted", "Resumable sessions evicted early"),

	/**
	 * Counter: application events of sessions and channels that were dropped, because too
	 * many waited for their listeners.
	 */
	EVENTS_DROPPED("realtime.events.dropped", "Application events dropped"),

	/**
	 * Counter: subscriptions to channels with history that started or recovered, tagged
	 * {@code source}: {@code relay} (the stream was read for it) or {@code shared} (what
	 * was read for another subscription was enough).
	 */
	RECOVERIES("realtime.recoveries", "Subscriptions to streams, by whether the relay was read for them"),

	/** Gauge: frames pending in all sessions' outbound queues. */
	OUTBOUND_PENDING("realtime.outbound.pending", "Frames pending in outbound queues"),

	/** Gauge: bytes pending in all sessions' outbound queues. */
	OUTBOUND_PENDING_BYTES("realtime.outbound.pending.bytes", "Bytes pending in outbound queues"),

	/** Gauge: publications waiting in dispatch lanes. */
	LANES_PENDING("realtime.lanes.pending", "Publications waiting for delivery"),

	/**
	 * Timer: time until the relay accepts a publication, tagged {@code outcome}
	 * ({@code success} or {@code error}).
	 */
	RELAY_PUBLISH("realtime.relay.publish", "Time until the relay accepts a publication"),

	/**
	 * Counter: commands that the relay's server rejected, tagged {@code reason}: Redis'
	 * error code in lower case, for example {@code noperm}, {@code wrongpass} or
	 * {@code oom}; {@code other} for unusual ones.
	 */
	RELAY_REJECTED("realtime.relay.rejected", "Commands that the relay's server rejected"),

	/**
	 * Counter: messages from the relay's server that were refused because they are not
	 * authentic, tagged {@code reason}: {@code unsigned}, {@code unknown-key},
	 * {@code forged}, {@code expired} (not within the replay window), {@code replayed},
	 * {@code malformed}.
	 */
	RELAY_REFUSED("realtime.relay.refused", "Messages from the relay's server that are not authentic"),

	/** Gauge: 1 while the relay is known to deliver, else 0. */
	RELAY_DELIVERING("realtime.relay.delivering", "Whether the relay is known to deliver");

	private final String meterName;

	private final String description;

	RealtimeMeter(String meterName, String description) {
		this.meterName = meterName;
		this.description = description;
	}

	/**
	 * Return the name of the meter.
	 * @return the name
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * Return the description of the meter.
	 * @return a few words
	 */
	public String description() {
		return this.description;
	}

}
