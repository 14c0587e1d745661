package io.github.realtimespring.internal.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * State that all nodes share. No method blocks; each fails soon while the store is
 * unavailable. Thread-safe.
 */
public interface FleetStore {

	/**
	 * Take permits from a token bucket that holds a tenth of a second's permits.
	 * @param bucket the bucket's name
	 * @param wanted the number of permits wanted
	 * @param perSecond the permits that the bucket gets in a second
	 * @return the number of permits taken, at most as many as wanted
	 */
	CompletableFuture<Integer> take(String bucket, int wanted, double perSecond);

	/**
	 * Announce the number of this node's sessions.
	 * @param life the time after which a node that announced nothing else is forgotten
	 * @return the numbers of sessions of all live nodes, this one included, by the node's
	 * id
	 */
	CompletableFuture<Map<String, Integer>> announce(int sessions, Duration life);

	/**
	 * Forget this node, which takes no more sessions.
	 */
	CompletableFuture<?> leave();

}
