package io.github.realtimespring.checker.history;

import java.time.Duration;
import java.util.function.ToLongFunction;

/**
 * What may be expected of a schedule.
 *
 * @param window how many publications of a channel a subscriber may miss and still
 * recovers
 * @param storeMayLose whether a fault made the store lose data
 * @param storeMayChange whether a fault made another server of the store, which may have
 * lost data as far as the nodes can tell
 * @param livenessBound how soon everything has to work again after the last fault
 */
public record Rules(ToLongFunction<String> window, boolean storeMayLose, boolean storeMayChange,
		Duration livenessBound) {

}
