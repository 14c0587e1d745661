package io.github.realtimespring.checker.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What publishers know of their publications, and which one was seen at which position.
 */
final class Publications {

	private final Map<PublicationId, Fate> fates = new LinkedHashMap<>();

	private final Map<String, Map<Position, PublicationId>> positions = new HashMap<>();

	void intended(Event.Intended event) {
		Fate fate = this.fates.computeIfAbsent(event.publication(), (id) -> new Fate(event));
		fate.attempts++;
		fate.open++;
	}

	/**
	 * A publication was acknowledged.
	 * @return another publication that stands at the same position, if there is one
	 */
	@Nullable PublicationId acknowledged(Event.Acknowledged event, int number) {
		Fate fate = this.fates.get(event.publication());
		if (fate != null) {
			fate.acknowledged = event;
			fate.acknowledgedAs = number;
			fate.open--;
		}
		return at(event.publication(), event.position());
	}

	void failed(Event.Failed event) {
		Fate fate = this.fates.get(event.publication());
		if (fate != null && event.known()) {
			fate.open--;
		}
	}

	/**
	 * A publication was seen at a position.
	 * @return another publication that was seen there before, if there is one
	 */
	@Nullable PublicationId at(PublicationId publication, Position position) {
		PublicationId before = this.positions.computeIfAbsent(publication.channel(), (channel) -> new HashMap<>())
			.putIfAbsent(position, publication);
		return publication.equals(before) ? null : before;
	}

	@Nullable Fate fate(PublicationId publication) {
		return this.fates.get(publication);
	}

	/**
	 * What was acknowledged on a channel.
	 */
	List<Fate> acknowledged(String channel) {
		List<Fate> acknowledged = new ArrayList<>();
		for (Fate fate : this.fates.values()) {
			if (fate.acknowledged != null && fate.acknowledged.publication().channel().equals(channel)) {
				acknowledged.add(fate);
			}
		}
		return acknowledged;
	}

	Collection<Fate> all() {
		return this.fates.values();
	}

	/**
	 * What became of a publication.
	 */
	static final class Fate {

		private final Event.Intended intended;

		private int attempts;

		/** Attempts of which nobody knows whether they kept something. */
		private int open;

		private Event.@Nullable Acknowledged acknowledged;

		private int acknowledgedAs;

		private Fate(Event.Intended intended) {
			this.intended = intended;
		}

		Event.Intended intended() {
			return this.intended;
		}

		Event.@Nullable Acknowledged acknowledged() {
			return this.acknowledged;
		}

		int acknowledgedAs() {
			return this.acknowledgedAs;
		}

		boolean wasRepeated() {
			return this.attempts > 1;
		}

		/**
		 * Whether every attempt has failed for certain.
		 */
		boolean isRefused() {
			return this.acknowledged == null && this.open <= 0;
		}

	}

}
