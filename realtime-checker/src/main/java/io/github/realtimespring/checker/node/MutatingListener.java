package io.github.realtimespring.checker.node;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.relay.RelayListener;

/**
 * Breaks what arrives at a node, and renumbers what follows on the channel, so that the
 * server finds no gap that it could repair. Called on the relay's one reader thread.
 */
final class MutatingListener implements RelayListener {

	private final RelayListener listener;

	private final Mutations mutations;

	/** By how much the offsets of a channel are shifted. */
	private final Map<String, Integer> shifts = new HashMap<>();

	/** The latest position that was passed on, on each channel. */
	private final Map<String, StreamPosition> latest = new HashMap<>();

	private @Nullable Publication waiting;

	private String waitingChannel = "";

	MutatingListener(RelayListener listener, Mutations mutations) {
		this.listener = listener;
		this.mutations = mutations;
	}

	@Override
	public boolean onPublication(String channel, Publication publication) {
		StreamPosition position = publication.position();
		if (position == null || !this.mutations.isOn()) {
			this.shifts.clear();
			return this.listener.onPublication(channel, publication);
		}
		StreamPosition shifted = new StreamPosition(position.offset() + this.shifts.getOrDefault(channel, 0),
				position.epoch());
		if (this.mutations.strikes(Mutation.DROP)) {
			this.shifts.merge(channel, -1, Integer::sum);
			return true;
		}
		if (this.mutations.strikes(Mutation.DUPLICATE)) {
			pass(channel, publication.withPosition(shifted));
			this.shifts.merge(channel, 1, Integer::sum);
			return pass(channel, publication.withPosition(next(shifted)));
		}
		if (this.mutations.strikes(Mutation.WRONG_CHANNEL)) {
			misdirect(channel, publication, (other) -> !other.equals(channel));
		}
		if (this.mutations.strikes(Mutation.WRONG_TENANT)) {
			String name = TenantChannels.withoutTenant(channel);
			misdirect(channel, publication,
					(other) -> !other.equals(channel) && TenantChannels.withoutTenant(other).equals(name));
		}
		Publication held = this.waiting;
		StreamPosition heldPosition = (held != null) ? held.position() : null;
		if (held != null && heldPosition != null && this.waitingChannel.equals(channel)) {
			this.waiting = null;
			pass(channel, publication.withPosition(heldPosition));
			return pass(channel, held.withPosition(shifted));
		}
		if (held == null && this.mutations.strikes(Mutation.SWAP)) {
			this.waiting = publication.withPosition(shifted);
			this.waitingChannel = channel;
			return true;
		}
		return pass(channel, publication.withPosition(shifted));
	}

	/**
	 * Deliver to somebody else, too.
	 */
	private void misdirect(String channel, Publication publication, Predicate<String> wrong) {
		this.latest.keySet().stream().filter(wrong).findFirst().ifPresent((other) -> {
			StreamPosition last = this.latest.get(other);
			if (last != null) {
				this.shifts.merge(other, 1, Integer::sum);
				pass(other, publication.withPosition(next(last)));
			}
		});
	}

	private boolean pass(String channel, Publication publication) {
		StreamPosition position = publication.position();
		if (position != null) {
			this.latest.put(channel, position);
		}
		return this.listener.onPublication(channel, publication);
	}

	private static StreamPosition next(StreamPosition position) {
		return new StreamPosition(position.offset() + 1, position.epoch());
	}

	@Override
	public boolean onPrefixPublication(String channel, Publication publication) {
		return this.listener.onPrefixPublication(channel, publication);
	}

	@Override
	public int onControl(byte[] command) {
		return this.listener.onControl(command);
	}

	@Override
	public int onMissedControl(byte[] command) {
		return this.listener.onMissedControl(command);
	}

	@Override
	public void onReconnected() {
		this.listener.onReconnected();
	}

}
