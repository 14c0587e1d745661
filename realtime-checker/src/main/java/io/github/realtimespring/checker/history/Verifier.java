package io.github.realtimespring.checker.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.checker.history.Violation.Kind;

/**
 * Reads what happened, and finds what should not have. For every client and channel: what
 * came follows without a gap, from where the server says it begins to where it says that
 * something is missing; each publication once, in order and unchanged, and every one that
 * was acknowledged.
 */
public final class Verifier {

	private final Rules rules;

	private final List<Event> events;

	private final List<Violation> violations = new ArrayList<>();

	private final Publications publications = new Publications();

	private final Map<String, Subscriber> subscribers = new LinkedHashMap<>();

	private Verifier(List<Event> events, Rules rules) {
		this.events = events;
		this.rules = rules;
	}

	/**
	 * Verify.
	 * @param events what happened
	 * @param rules what may be expected
	 * @return what should not have happened, in the order in which it shows
	 */
	public static List<Violation> verify(List<Event> events, Rules rules) {
		return new Verifier(events, rules).verify();
	}

	private List<Violation> verify() {
		for (int number = 0; number < this.events.size(); number++) {
			accept(number, this.events.get(number));
		}
		refused();
		publisherOrder();
		this.subscribers.values().forEach(Subscriber::finish);
		liveness();
		this.violations.sort((one, other) -> Integer.compare(one.event(), other.event()));
		return this.violations;
	}

	private void accept(int number, Event event) {
		if (event instanceof Event.Intended intended) {
			this.publications.intended(intended);
		}
		else if (event instanceof Event.Acknowledged acknowledged) {
			acknowledged(number, acknowledged);
		}
		else if (event instanceof Event.Failed failed) {
			this.publications.failed(failed);
		}
		else if (event instanceof Event.Subscribed subscribed) {
			subscriber(subscribed.client(), subscribed.channel()).subscribed(number, subscribed);
		}
		else if (event instanceof Event.Delivered delivered) {
			subscriber(delivered.client(), delivered.channel()).delivered(number, delivered);
		}
		else if (event instanceof Event.Notice notice) {
			subscriber(notice.client(), notice.channel()).noticed(number, notice);
		}
		else if (event instanceof Event.Unsubscribed unsubscribed) {
			subscriber(unsubscribed.client(), unsubscribed.channel()).unsubscribed();
		}
		else if (event instanceof Event.Leftover leftover) {
			add(Kind.LEFTOVER, number, "", leftover.what() + " is " + leftover.value());
		}
	}

	private void acknowledged(int number, Event.Acknowledged event) {
		PublicationId other = this.publications.acknowledged(event, number);
		if (other != null) {
			add(Kind.CONFLICT, number, event.publication().channel(),
					event.publication() + " was acknowledged at " + event.position() + ", where " + other + " stands");
		}
	}

	private Subscriber subscriber(String client, String channel) {
		return this.subscribers.computeIfAbsent(client + " " + channel,
				(key) -> new Subscriber(client, channel, this.rules, this.publications, this.violations::add));
	}

	/**
	 * What was certainly not kept must not have come.
	 */
	private void refused() {
		for (int number = 0; number < this.events.size(); number++) {
			if (this.events.get(number) instanceof Event.Delivered delivered) {
				Publications.Fate fate = this.publications.fate(delivered.publication());
				if (fate != null && fate.isRefused()) {
					this.violations.add(new Violation(Kind.REFUSED, number, delivered.client(), delivered.channel(),
							delivered.publication() + " was refused, but came"));
				}
			}
		}
	}

	/**
	 * A publisher that waits for each answer gets growing positions.
	 */
	private void publisherOrder() {
		Map<String, Event.Acknowledged> latest = new HashMap<>();
		for (Publications.Fate fate : this.publications.all()) {
			Event.Acknowledged acknowledged = fate.acknowledged();
			if (acknowledged != null) {
				PublicationId id = acknowledged.publication();
				Event.Acknowledged before = latest.put(id.channel() + " " + id.publisher(), acknowledged);
				if (before != null && before.publication().sequence() < id.sequence()
						&& before.position().epoch().equals(acknowledged.position().epoch())
						&& before.position().offset() >= acknowledged.position().offset()) {
					add(Kind.ORDER, fate.acknowledgedAs(), id.channel(), id + " was acknowledged at "
							+ acknowledged.position() + ", " + before.publication() + " at " + before.position());
				}
			}
		}
	}

	/**
	 * Every subscriber gets something soon that was made after the last fault.
	 */
	private void liveness() {
		long healed = this.events.stream()
			.filter(Event.Healed.class::isInstance)
			.mapToLong(Event::time)
			.findFirst()
			.orElse(-1);
		if (healed < 0) {
			return;
		}
		Map<String, Long> alive = alive(this.events, healed);
		long bound = this.rules.livenessBound().toNanos();
		int last = this.events.size() - 1;
		this.subscribers.forEach((key, subscriber) -> {
			Long at = alive.get(key);
			if (subscriber.isActive() && (at == null || at > bound)) {
				this.violations.add(new Violation(Kind.LIVENESS, last, key.substring(0, key.indexOf(' ')),
						key.substring(key.indexOf(' ') + 1), late(at, "nothing new came")));
			}
		});
	}

	private static String late(@Nullable Long nanos, String never) {
		return (nanos != null) ? "it took " + nanos / 1_000_000 + " ms" : never;
	}

	/**
	 * How long after a time each subscriber got something that was first made after it.
	 * @param events what happened
	 * @param healed the time, in nanoseconds
	 * @return nanoseconds by client, a space and channel
	 */
	public static Map<String, Long> alive(List<Event> events, long healed) {
		Map<PublicationId, Long> madeAt = new HashMap<>();
		Map<String, Long> alive = new HashMap<>();
		for (Event event : events) {
			if (event instanceof Event.Intended intended) {
				madeAt.putIfAbsent(intended.publication(), intended.time());
			}
			else if (event instanceof Event.Delivered delivered
					&& madeAt.getOrDefault(delivered.publication(), -1L) >= healed) {
				alive.putIfAbsent(delivered.client() + " " + delivered.channel(), delivered.time() - healed);
			}
		}
		return alive;
	}

	private void add(Kind kind, int number, String channel, String detail) {
		this.violations.add(new Violation(kind, number, "", channel, detail));
	}

	/**
	 * Takes what is found.
	 */
	interface Sink {

		void violation(Violation violation);

	}

}
