package io.github.realtimespring.checker.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.checker.history.Violation.Kind;
import io.github.realtimespring.checker.node.TenantChannels;
import io.github.realtimespring.internal.relay.StreamEpochs;

/**
 * What one client got of one channel. It stands somewhere in the channel's stream; what
 * it gets from one explicit loss to the next is a run without a gap, through one epoch or
 * more.
 */
final class Subscriber {

	private final String client;

	private final String channel;

	private final Rules rules;

	private final Publications publications;

	private final Verifier.Sink sink;

	private final List<Run> runs = new ArrayList<>();

	private final Set<PublicationId> seen = new HashSet<>();

	private final Map<String, Long> sequences = new HashMap<>();

	private boolean active;

	/** Whether it left as it wished, so that it may begin anew. */
	private boolean left = true;

	private @Nullable Position cursor;

	private long offsetWithoutPromise = -1;

	private @Nullable String epochWithoutPromise;

	private int lastEvent;

	Subscriber(String client, String channel, Rules rules, Publications publications, Verifier.Sink sink) {
		this.client = client;
		this.channel = channel;
		this.rules = rules;
		this.publications = publications;
		this.sink = sink;
	}

	boolean isActive() {
		return this.active;
	}

	void subscribed(int number, Event.Subscribed event) {
		this.lastEvent = number;
		Position position = event.position();
		Position before = this.cursor;
		this.active = true;
		if (position == null) {
			this.cursor = null;
			this.offsetWithoutPromise = -1;
		}
		else if (event.recovering() && event.recovered() && before != null) {
			this.runs.get(this.runs.size() - 1).open = true;
			goOn(position.epoch());
		}
		else if (event.recovering()) {
			told(number, position);
		}
		else {
			if (!this.left && before != null) {
				violation(Kind.UNTOLD_RESTART, number, "subscribed at " + position + " after " + before);
			}
			begin(position);
		}
		this.left = false;
	}

	void noticed(int number, Event.Notice event) {
		this.lastEvent = number;
		told(number, event.position());
	}

	void unsubscribed() {
		this.active = false;
		this.left = true;
		if (!this.runs.isEmpty()) {
			this.runs.get(this.runs.size() - 1).open = false;
		}
	}

	private void told(int number, Position position) {
		Position before = this.cursor;
		if (before != null) {
			boolean same = StreamEpochs.isSame(before.epoch(), position.epoch());
			long missed = position.offset() - before.offset();
			boolean recoverable = missed >= 0 && missed <= this.rules.window().applyAsLong(this.channel);
			// After a change of the server what is left has to follow the own position
			boolean justified = same ? !recoverable
					: this.rules.storeMayLose() || (this.rules.storeMayChange() && (missed == 0 || !recoverable));
			if (!justified) {
				violation(Kind.UNJUSTIFIED_LOSS, number, "had " + before + ", goes on at " + position);
			}
		}
		begin(position);
	}

	private void begin(Position position) {
		if (!this.runs.isEmpty()) {
			this.runs.get(this.runs.size() - 1).open = false;
		}
		this.runs.add(new Run(position));
		this.cursor = position;
		this.sequences.clear();
	}

	private void goOn(String epoch) {
		Position at = this.cursor;
		if (at != null && !at.epoch().equals(epoch)) {
			Position moved = new Position(epoch, at.offset());
			if (!StreamEpochs.isSame(at.epoch(), epoch)) {
				this.runs.get(this.runs.size() - 1).ranges.add(new Range(moved));
			}
			this.cursor = moved;
		}
	}

	void delivered(int number, Event.Delivered event) {
		this.lastEvent = number;
		PublicationId id = event.publication();
		if (!this.active) {
			violation(Kind.NOT_SUBSCRIBED, number, id + " came");
		}
		if (!id.channel().equals(this.channel)) {
			boolean crossed = !TenantChannels.tenant(id.channel()).equals(TenantChannels.tenant(this.channel));
			violation(crossed ? Kind.CROSSED : Kind.FOREIGN, number, id + " was made for " + id.channel());
			return;
		}
		Publications.Fate fate = this.publications.fate(id);
		if (fate == null || fate.intended().checksum() != event.checksum()) {
			violation(Kind.CORRUPT, number, id + ((fate != null) ? " has changed" : " was never made"));
			return;
		}
		boolean mayRepeat = this.rules.storeMayLose() && fate.wasRepeated();
		step(number, event, id);
		if (!this.seen.add(id) && !mayRepeat) {
			violation(Kind.DUPLICATE, number, id + " came before");
		}
		long before = this.sequences.getOrDefault(id.publisher(), -1L);
		if (id.sequence() < before && !mayRepeat) {
			violation(Kind.ORDER, number, id + " came after #" + before);
		}
		this.sequences.put(id.publisher(), Math.max(before, id.sequence()));
	}

	private void step(int number, Event.Delivered event, PublicationId id) {
		Position at = this.cursor;
		if (at == null) {
			withoutPromise(number, event, id);
			return;
		}
		String epoch = (event.epoch() != null) ? event.epoch() : at.epoch();
		Position position = new Position(epoch, event.offset());
		if (event.offset() == at.offset() + 1) {
			goOn(epoch);
			this.cursor = position;
			Run run = this.runs.get(this.runs.size() - 1);
			run.ranges.get(run.ranges.size() - 1).contents.add(id);
		}
		else if (event.offset() > at.offset()) {
			violation(Kind.GAP, number, id + " stands at " + position + ", after " + at);
			begin(position);
		}
		else {
			violation(Kind.DUPLICATE, number, id + " stands at " + position + ", had " + at);
		}
		PublicationId other = this.publications.at(id, position);
		if (other != null) {
			violation(Kind.CONFLICT, number, id + " stands at " + position + ", as does " + other);
		}
	}

	private void withoutPromise(int number, Event.Delivered event, PublicationId id) {
		if (event.offset() >= 0) {
			boolean same = Objects.equals(event.epoch(), this.epochWithoutPromise);
			this.epochWithoutPromise = event.epoch();
			if (same && event.offset() <= this.offsetWithoutPromise) {
				violation(Kind.ORDER, number,
						id + " stands at " + event.offset() + ", after " + this.offsetWithoutPromise);
			}
			this.offsetWithoutPromise = event.offset();
		}
	}

	/**
	 * Whether everything that was acknowledged has come, at its place, where a run covers
	 * that.
	 */
	void finish() {
		for (Publications.Fate fate : this.publications.acknowledged(this.channel)) {
			Event.Acknowledged acknowledged = fate.acknowledged();
			if (acknowledged != null) {
				for (Run run : this.runs) {
					check(run, acknowledged);
				}
			}
		}
	}

	private void check(Run run, Event.Acknowledged acknowledged) {
		Position position = acknowledged.position();
		PublicationId id = acknowledged.publication();
		for (int i = 0; i < run.ranges.size(); i++) {
			Range range = run.ranges.get(i);
			if (!StreamEpochs.isSame(range.start.epoch(), position.epoch())
					|| position.offset() <= range.start.offset()) {
				continue;
			}
			boolean last = i == run.ranges.size() - 1;
			if (position.offset() <= range.end()) {
				if (!range.contents.get((int) (position.offset() - range.start.offset() - 1)).equals(id)) {
					violation(Kind.ACKNOWLEDGED_LOST, this.lastEvent,
							id + " was acknowledged at " + position + ", something else came there");
				}
			}
			else if (!last && !run.has(id, i + 1)) {
				violation(Kind.STORE_LOSS_UNTOLD, this.lastEvent, id + " was acknowledged at " + position
						+ ", the subscriber went on to " + run.ranges.get(i + 1).start + " without it");
			}
			else if (last && run.open) {
				violation(Kind.ACKNOWLEDGED_LOST, this.lastEvent,
						id + " was acknowledged at " + position + ", but nothing came behind " + this.cursor);
			}
		}
	}

	private void violation(Kind kind, int number, String detail) {
		this.sink.violation(new Violation(kind, number, this.client, this.channel, detail));
	}

	/**
	 * What came from one loss to the next.
	 */
	private static final class Run {

		private final List<Range> ranges = new ArrayList<>();

		private boolean open = true;

		private Run(Position start) {
			this.ranges.add(new Range(start));
		}

		private boolean has(PublicationId id, int from) {
			return this.ranges.subList(from, this.ranges.size())
				.stream()
				.anyMatch((range) -> range.contents.contains(id));
		}

	}

	/**
	 * What came in one epoch of a run.
	 */
	private static final class Range {

		private final Position start;

		private final List<PublicationId> contents = new ArrayList<>();

		private Range(Position start) {
			this.start = start;
		}

		private long end() {
			return this.start.offset() + this.contents.size();
		}

	}

}
