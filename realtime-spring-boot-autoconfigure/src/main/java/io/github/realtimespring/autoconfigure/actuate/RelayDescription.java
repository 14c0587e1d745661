package io.github.realtimespring.autoconfigure.actuate;

import java.util.Map;

import io.github.realtimespring.relay.RelayStatus;

/**
 * The relay as shown to operators.
 *
 * @param name the relay's kind
 * @param delivering whether it is known to deliver
 * @param details further facts, without secrets
 */
public record RelayDescription(String name, boolean delivering, Map<String, Object> details) {

	static RelayDescription of(RelayStatus status) {
		return new RelayDescription(status.name(), status.delivering(), status.details());
	}

}
