package io.github.realtimespring.test;

import io.github.realtimespring.hub.CloseCode;
import io.github.realtimespring.hub.CloseReason;
import io.github.realtimespring.hub.SessionProtocol;

/**
 * A protocol whose close codes tell the reasons apart.
 */
public final class TestProtocol implements SessionProtocol {

	@Override
	public String name() {
		return "test";
	}

	@Override
	public CloseCode closeCode(CloseReason reason) {
		return new CloseCode(4000 + reason.ordinal(), reason.name());
	}

}
