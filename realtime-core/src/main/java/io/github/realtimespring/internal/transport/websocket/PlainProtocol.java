package io.github.realtimespring.internal.transport.websocket;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.SessionProtocol;

/**
 * The protocol of the application's own WebSocket handlers, which is up to them. Reasons
 * to close are expressed by the codes that the WebSocket protocol registers.
 */
public final class PlainProtocol implements SessionProtocol {

	/**
	 * The only instance; it has no state.
	 */
	public static final PlainProtocol INSTANCE = new PlainProtocol();

	private static final CloseCode GOING_AWAY = new CloseCode(1001, "shutdown");

	private static final CloseCode REBALANCE = new CloseCode(1012, "rebalance");

	private static final CloseCode IDLE = new CloseCode(1008, "idle");

	private static final CloseCode TRY_AGAIN_LATER = new CloseCode(1013, "slow");

	private static final CloseCode NO_PONG = new CloseCode(1002, "no pong");

	private static final CloseCode STALE = new CloseCode(1008, "stale");

	private static final CloseCode EXPIRED = new CloseCode(1008, "expired");

	private static final CloseCode REVOKED = new CloseCode(1008, "revoked");

	private static final CloseCode TOO_MANY_REQUESTS = new CloseCode(1008, "too many requests");

	private static final CloseCode INTERNAL_ERROR = new CloseCode(1011, "internal error");

	private PlainProtocol() {
	}

	@Override
	public String name() {
		return "plain";
	}

	@Override
	public CloseCode closeCode(CloseReason reason) {
		return switch (reason) {
			case SHUTDOWN -> GOING_AWAY;
			case REBALANCE -> REBALANCE;
			case IDLE -> IDLE;
			case SLOW, WRITE_FAILED, TENANT_LIMIT -> TRY_AGAIN_LATER;
			case NO_PONG -> NO_PONG;
			case STALE -> STALE;
			case EXPIRED -> EXPIRED;
			case REVOKED -> REVOKED;
			case TOO_MANY_REQUESTS -> TOO_MANY_REQUESTS;
			case UNENCODABLE, INTERNAL_ERROR -> INTERNAL_ERROR;
		};
	}

}
