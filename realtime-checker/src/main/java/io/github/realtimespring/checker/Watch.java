package io.github.realtimespring.checker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.github.realtimespring.checker.history.Event;
import io.github.realtimespring.checker.history.History;
import io.github.realtimespring.checker.history.PublicationId;

/**
 * Follows a history while it is made. One thread.
 */
final class Watch {

	private static final int POLL_MILLIS = 20;

	private final History history;

	private int read;

	/** Who is subscribed to what: client, a space, channel. */
	private final Set<String> subscribed = new HashSet<>();

	private final Map<PublicationId, Long> madeAt = new HashMap<>();

	private final Map<PublicationId, Set<String>> receivers = new HashMap<>();

	/** Who has received something that was made after the last fault. */
	private final Set<String> alive = new HashSet<>();

	private long healedAt = Long.MAX_VALUE;

	Watch(History history) {
		this.history = history;
	}

	/**
	 * How many subscriptions there are.
	 */
	int subscriptions() {
		return this.subscribed.size();
	}

	boolean allAlive() {
		return this.alive.containsAll(this.subscribed);
	}

	/**
	 * Whether all who are subscribed to a channel have received a publication.
	 */
	boolean hasReached(String channel, String publisher) {
		Set<String> reached = new HashSet<>();
		this.receivers.forEach((id, clients) -> {
			if (id.channel().equals(channel) && id.publisher().startsWith(publisher)) {
				reached.addAll(clients);
			}
		});
		return this.subscribed.stream().filter((key) -> key.endsWith(" " + channel)).allMatch(reached::contains);
	}

	/**
	 * Wait.
	 * @param millis how long at most
	 * @param condition for what
	 * @return whether it holds
	 */
	boolean await(long millis, BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		read();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
			read();
		}
		return true;
	}

	private void read() {
		for (Event event : this.history.since(this.read)) {
			this.read++;
			if (event instanceof Event.Subscribed subscription) {
				this.subscribed.add(subscription.client() + " " + subscription.channel());
			}
			else if (event instanceof Event.Unsubscribed subscription) {
				this.subscribed.remove(subscription.client() + " " + subscription.channel());
			}
			else if (event instanceof Event.Intended intended) {
				this.madeAt.putIfAbsent(intended.publication(), intended.time());
			}
			else if (event instanceof Event.Healed) {
				this.healedAt = event.time();
			}
			else if (event instanceof Event.Delivered delivered) {
				String key = delivered.client() + " " + delivered.channel();
				if (this.madeAt.getOrDefault(delivered.publication(), -1L) >= this.healedAt) {
					this.alive.add(key);
					this.receivers.computeIfAbsent(delivered.publication(), (id) -> new HashSet<>()).add(key);
				}
			}
		}
	}

}
