package io.github.realtimespring.internal.tenant;

import java.time.Instant;
import java.util.Map;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSession;
import io.github.realtimespring.CloseCode;

/**
 * A session that has an identity only.
 */
record TestClientSession(ClientIdentity identity) implements ClientSession {

	@Override
	public String id() {
		return "id";
	}

	@Override
	public String publicId() {
		return "public";
	}

	@Override
	public String protocol() {
		return "test";
	}

	@Override
	public String transport() {
		return "test";
	}

	@Override
	public String address() {
		return null;
	}

	@Override
	public Instant openedAt() {
		return Instant.EPOCH;
	}

	@Override
	public Map<String, Object> attributes() {
		return Map.of();
	}

	@Override
	public boolean isOpen() {
		return true;
	}

	@Override
	public void close(CloseCode code) {
	}

}
