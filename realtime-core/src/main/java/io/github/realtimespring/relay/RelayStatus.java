package io.github.realtimespring.relay;

import java.util.Map;

/**
 * Status of a relay. Immutable.
 *
 * @param name the kind of relay, {@code local} or {@code redis}
 * @param delivering whether publications are known to arrive: a probe sent through the
 * normal path came back recently
 * @param details facts for operators, without secrets
 * @since 0.1.0
 */
public record RelayStatus(String name, boolean delivering, Map<String, Object> details) {

}
