package io.github.realtimespring.internal.relay;

import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Literal beginnings of channel names, which finds those of one name without looking at
 * the others: the time depends on the name's length, not on the size of the set.
 * Thread-safe; iteration is weakly consistent.
 */
public final class PrefixSet {

	private final NavigableSet<String> prefixes = new ConcurrentSkipListSet<>();

	private final AtomicInteger size = new AtomicInteger();

	/**
	 * Add a prefix, which may be empty.
	 * @return whether it is new
	 */
	public boolean add(String prefix) {
		boolean added = this.prefixes.add(prefix);
		if (added) {
			this.size.incrementAndGet();
		}
		return added;
	}

	/**
	 * Remove a prefix.
	 * @return whether it was there
	 */
	public boolean remove(String prefix) {
		boolean removed = this.prefixes.remove(prefix);
		if (removed) {
			this.size.decrementAndGet();
		}
		return removed;
	}

	/**
	 * Remove all prefixes. Not atomic.
	 */
	public void clear() {
		this.prefixes.forEach(this::remove);
	}

	public boolean contains(String prefix) {
		return this.prefixes.contains(prefix);
	}

	public int size() {
		return this.size.get();
	}

	/**
	 * The longest prefix of a name, {@code null} if the set has none.
	 */
	public @Nullable String longestOf(String name) {
		// Entries sorted between a prefix of the name and the name begin with that
		// prefix, too
		String candidate = this.prefixes.floor(name);
		while (candidate != null && !name.startsWith(candidate)) {
			candidate = this.prefixes.floor(name.substring(0, commonLength(candidate, name)));
		}
		return candidate;
	}

	/**
	 * Visit all prefixes of a name, the longest first.
	 */
	public void forEachOf(String name, Consumer<String> action) {
		String prefix = longestOf(name);
		while (prefix != null) {
			action.accept(prefix);
			prefix = prefix.isEmpty() ? null : longestOf(name.substring(0, prefix.length() - 1));
		}
	}

	private static int commonLength(String one, String other) {
		int end = Math.min(one.length(), other.length());
		int length = 0;
		while (length < end && one.charAt(length) == other.charAt(length)) {
			length++;
		}
		return length;
	}

}
