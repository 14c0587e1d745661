package io.github.realtimespring.checker.history;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was seen, at a time in nanoseconds since the schedule began. Events of
 * one client, and of one publication, are recorded in the order in which they were seen
 * there.
 */
public sealed interface Event {

	long time();

	/**
	 * A publication is about to be made, or tried again.
	 *
	 * @param time when
	 * @param publication which one
	 * @param checksum of its payload
	 */
	record Intended(long time, PublicationId publication, long checksum) implements Event {
	}

	/**
	 * The server says that it has kept a publication.
	 *
	 * @param time when
	 * @param publication which one
	 * @param position where it stands
	 */
	record Acknowledged(long time, PublicationId publication, Position position) implements Event {
	}

	/**
	 * An attempt has failed.
	 *
	 * @param time when
	 * @param publication of which publication
	 * @param known whether it is certain that this attempt kept nothing
	 */
	record Failed(long time, PublicationId publication, boolean known) implements Event {
	}

	/**
	 * A client has been subscribed.
	 *
	 * @param time when
	 * @param client the client
	 * @param channel the channel
	 * @param recovering whether it asked for what it missed
	 * @param recovered whether it was told that it gets that
	 * @param position where it stands, if it asked for nothing or gets nothing; of what
	 * it recovers only the epoch counts; {@code null} if the server makes no promise
	 */
	record Subscribed(long time, String client, String channel, boolean recovering, boolean recovered,
			@Nullable Position position) implements Event {
	}

	/**
	 * A publication has come.
	 *
	 * @param time when
	 * @param client the client
	 * @param channel the channel of the subscription
	 * @param publication which one, by what its payload says
	 * @param checksum of its payload
	 * @param offset its offset, -1 if it carries none
	 * @param epoch its epoch, {@code null} if it carries none: it is the subscription's
	 */
	record Delivered(long time, String client, String channel, PublicationId publication, long checksum, long offset,
			@Nullable String epoch) implements Event {
	}

	/**
	 * A subscriber has been told that it missed something, and where it goes on.
	 *
	 * @param time when
	 * @param client the client
	 * @param channel the channel
	 * @param position where it stands now
	 */
	record Notice(long time, String client, String channel, Position position) implements Event {
	}

	/**
	 * A client has left a channel, as it wished, and the server has answered.
	 *
	 * @param time when
	 * @param client the client
	 * @param channel the channel
	 */
	record Unsubscribed(long time, String client, String channel) implements Event {
	}

	/**
	 * Something that doesn't count, but explains: a connection lost, a fault.
	 *
	 * @param time when
	 * @param client the client, empty if it is nobody's
	 * @param text what it was
	 */
	record Remark(long time, String client, String text) implements Event {
	}

	/**
	 * The last fault has ended. From now on everything has to work again soon.
	 *
	 * @param time when
	 */
	record Healed(long time) implements Event {
	}

	/**
	 * Something that should be gone is still there when all clients are gone.
	 *
	 * @param time when
	 * @param what a node and one of its gauges
	 * @param value how much is left
	 */
	record Leftover(long time, String what, double value) implements Event {
	}

}
