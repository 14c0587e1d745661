package io.github.realtimespring.test;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.SessionProtocol;

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
