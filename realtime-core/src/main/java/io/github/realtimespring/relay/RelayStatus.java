package io.github.realtimespring.relay;

import java.util.Map;

/**
 * Status of a relay.
 *
 * @param name the relay's kind, {@code local} or {@code redis}
 * @param delivering whether publications are known to arrive: a probe sent through the
 * normal path came back recently
 * @param details facts for an operator, without secrets
 */
public record RelayStatus(String name, boolean delivering, Map<String, Object> details) {

}
