package io.github.realtimespring.internal.relay.redis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.relay.PrefixSet;
import io.github.realtimespring.relay.RelayException;

/**
 * The prefixes that this node subscribed to, independent of the subscriptions in Redis
 * that deliver them. Not thread-safe.
 */
final class WantedPrefixes {

	private final NavigableMap<String, Wanted> prefixes = new TreeMap<>();

	/**
	 * The entry of a prefix, or {@code null}.
	 */
	@Nullable Wanted get(String prefix) {
		return this.prefixes.get(prefix);
	}

	/**
	 * Add a prefix.
	 * @param deadline the deadline of the confirmation by Redis, as
	 * {@link System#nanoTime()}
	 */
	Wanted add(String prefix, long deadline) {
		Wanted added = new Wanted(prefix, deadline);
		this.prefixes.put(prefix, added);
		return added;
	}

	@Nullable Wanted remove(String prefix) {
		return this.prefixes.remove(prefix);
	}

	int size() {
		return this.prefixes.size();
	}

	/**
	 * The prefixes that no shorter one covers, except for shorter ones that are to be
	 * left out.
	 */
	Set<String> outermost(Predicate<String> excluded) {
		Set<String> outermost = new HashSet<>();
		String last = null;
		for (String prefix : this.prefixes.keySet()) {
			if ((last == null || !prefix.startsWith(last)) && !excluded.test(prefix)) {
				outermost.add(prefix);
				last = prefix;
			}
		}
		return outermost;
	}

	/**
	 * Whether some prefixes cover everything that is wanted below another one.
	 */
	boolean isCovered(String prefix, PrefixSet covering) {
		for (String next : this.prefixes.tailMap(prefix).keySet()) {
			if (!next.startsWith(prefix)) {
				return true;
			}
			if (covering.longestOf(next) == null) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Mark those ready that are delivered and were not before.
	 * @param active the prefixes of the subscriptions that deliver
	 */
	List<Wanted> markReady(PrefixSet active) {
		List<Wanted> ready = new ArrayList<>();
		for (Wanted one : this.prefixes.values()) {
			if (!one.isReady && active.longestOf(one.prefix) != null) {
				one.isReady = true;
				ready.add(one);
			}
		}
		return ready;
	}

	/**
	 * Remove those that were never ready and meet a condition.
	 */
	List<Wanted> removeUnconfirmed(Predicate<Wanted> condition) {
		List<Wanted> removed = new ArrayList<>();
		this.prefixes.values().removeIf((one) -> {
			boolean matches = !one.isReady && condition.test(one);
			if (matches) {
				removed.add(one);
			}
			return matches;
		});
		return removed;
	}

	/**
	 * Complete those who wait. To be called without a lock, because they may do anything.
	 */
	static void complete(List<Wanted> ready) {
		ready.forEach((one) -> one.ready.complete(null));
	}

	/**
	 * Fail those who wait. To be called without a lock, because they may do anything.
	 */
	static void fail(List<Wanted> failed, RelayException reason) {
		failed.forEach((one) -> one.ready.completeExceptionally(reason));
	}

	/**
	 * One prefix.
	 */
	static final class Wanted {

		private final String prefix;

		private final long deadline;

		private final CompletableFuture<Void> ready = new CompletableFuture<>();

		/** Whether it was delivered once, perhaps through another link. */
		private boolean isReady;

		private Wanted(String prefix, long deadline) {
			this.prefix = prefix;
			this.deadline = deadline;
		}

		CompletableFuture<Void> ready() {
			return this.ready;
		}

		boolean isReady() {
			return this.isReady;
		}

		boolean isOverdue(long nanoTime) {
			return nanoTime - this.deadline >= 0;
		}

	}

}
