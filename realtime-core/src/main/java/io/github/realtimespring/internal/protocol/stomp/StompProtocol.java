package io.github.realtimespring.internal.protocol.stomp;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.SessionProtocol;

/**
 * STOMP 1.0, 1.1 and 1.2. The protocol has no close codes of its own, and its clients
 * reconnect after every code. The codes are the closest ones of RFC 6455 and of the
 * WebSocket registry.
 */
public final class StompProtocol implements SessionProtocol {

	/**
	 * The protocol's name in meters, in the endpoint and in the message header
	 * {@value #HEADER}.
	 */
	public static final String NAME = "stomp";

	/**
	 * The message header in which an application's methods find the name of the client's
	 * protocol.
	 */
	public static final String HEADER = "realtimeProtocol";

	/** The client has said goodbye. */
	public static final CloseCode DISCONNECTED = new CloseCode(1000, "disconnected");

	/** The client sent a forbidden frame; an ERROR frame told it which. */
	public static final CloseCode REFUSED = new CloseCode(1002, "refused");

	@Override
	public boolean hasConnectMessage() {
		return true;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public CloseCode closeCode(CloseReason reason) {
		return switch (reason) {
			case SHUTDOWN -> new CloseCode(1001, "shutting down");
			case REBALANCE -> new CloseCode(1012, "rebalance");
			case IDLE -> new CloseCode(1008, "idle");
			case SLOW -> new CloseCode(1013, "slow");
			case WRITE_FAILED -> new CloseCode(1013, "write failed");
			case STALE -> new CloseCode(1002, "not connected in time");
			case NO_PONG -> new CloseCode(1002, "no heart-beat");
			case EXPIRED -> new CloseCode(1008, "expired");
			case REVOKED -> new CloseCode(1008, "revoked");
			case TOO_MANY_REQUESTS -> new CloseCode(1013, "too many requests");
			case TENANT_LIMIT -> new CloseCode(1013, "tenant limit");
			case UNENCODABLE -> new CloseCode(1003, "unencodable");
			case INTERNAL_ERROR -> new CloseCode(1011, "internal error");
		};
	}

}
