package io.github.realtimespring.autoconfigure.websocket;

import io.github.realtimespring.autoconfigure.properties.CentrifugeProperties;
import io.github.realtimespring.autoconfigure.properties.InboundProperties;
import io.github.realtimespring.autoconfigure.properties.StompProperties;
import io.github.realtimespring.autoconfigure.properties.WebSocketProperties;
import io.github.realtimespring.internal.tenant.Tenants;
import io.github.realtimespring.internal.transport.websocket.sockjs.SockJsSendLimits;

/**
 * Options of the endpoints.
 *
 * @param stomp whether STOMP is asked for, and where
 * @param centrifuge whether the Centrifuge protocol is asked for, and where
 * @param anonymousDenied whether anonymous clients are denied at the application's
 * endpoints, too
 * @param strict whether STOMP endpoints that the hub can't guard are an error
 * @param sockJs limits of what a SockJS client may send in one request
 * @param tenants the tenants of clients
 */
record EndpointOptions(StompProperties stomp, CentrifugeProperties centrifuge, boolean anonymousDenied, boolean strict,
		SockJsSendLimits sockJs, Tenants tenants) {

	EndpointOptions {
		stomp.requireDifferentPath(centrifuge);
	}

	/**
	 * Limits of one SockJS request: twice what a session may have pending, beyond which
	 * it would be closed, and one message in any case.
	 */
	static SockJsSendLimits sockJs(InboundProperties inbound, WebSocketProperties websocket) {
		long pending = Math.max(inbound.maxBytes().toBytes(), websocket.maxMessageBytes());
		return new SockJsSendLimits(2 * pending, 2 * inbound.maxPending());
	}

}
