package io.github.realtimespring.internal.hub.recovery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.relay.StreamEpochs;

/**
 * The end of one channel's stream: what was read from the relay, and all that has arrived
 * since the read began. It ends when something is missing. Thread-safe.
 */
final class StreamTail {

	/**
	 * Maximum number of publications that may arrive while the stream is read.
	 */
	private static final int MAX_ARRIVED = 1024;

	/**
	 * Approximate size of a publication beside its content.
	 */
	private static final int OVERHEAD = 200;

	private final ArrayDeque<Publication> publications = new ArrayDeque<>();

	private final int maxPublications;

	private final long maxBytes;

	private final AtomicLong total;

	/** {@code null} until the stream was read. */
	private @Nullable StreamPosition top;

	private @Nullable RecentHistory view;

	private boolean complete;

	private boolean ended;

	/** Of the publications' content. */
	private long bytes;

	private boolean used = true;

	private boolean seen;

	private long seenAt;

	private long usedAt;

	/**
	 * Create a tail whose stream is about to be read.
	 * @param maxPublications maximum number of publications that a subscriber may have
	 * missed
	 * @param maxBytes maximum size of these publications
	 * @param total the bytes that all tails take, roughly
	 */
	StreamTail(int maxPublications, long maxBytes, AtomicLong total) {
		this.maxPublications = maxPublications;
		this.maxBytes = maxBytes;
		this.total = total;
	}

	/**
	 * Take a publication that has arrived, before its subscribers get it.
	 * @return whether the tail goes on
	 */
	synchronized boolean record(Publication publication) {
		StreamPosition position = publication.position();
		if (this.ended || position == null || position.offset() == 0) {
			return !this.ended;
		}
		if (this.top != null) {
			advance(publication, position);
		}
		else {
			add(publication);
			if (this.publications.size() > MAX_ARRIVED || this.bytes > this.maxBytes) {
				end();
			}
		}
		return !this.ended;
	}

	/**
	 * Put what was read in front of what has arrived since.
	 * @return whether the tail goes on
	 */
	synchronized boolean begin(RecentHistory read) {
		List<Publication> arrived = new ArrayList<>(this.publications);
		clear();
		if (this.ended || read.top().offset() == 0 || StreamEpochs.isProvisional(read.top().epoch())) {
			end();
			return false;
		}
		this.top = read.top();
		this.complete = read.isComplete();
		read.publications().forEach(this::add);
		for (Publication publication : arrived) {
			StreamPosition position = publication.position();
			if (position != null && !this.ended) {
				advance(publication, position);
			}
		}
		trim();
		return !this.ended;
	}

	private void advance(Publication publication, StreamPosition position) {
		StreamPosition last = this.top;
		if (last == null || !position.epoch().equals(last.epoch()) || position.offset() > last.offset() + 1) {
			end();
		}
		else if (position.offset() == last.offset() + 1) {
			add(publication);
			this.top = position;
			this.view = null;
			trim();
		}
	}

	/**
	 * Remove publications that nobody can recover: it would be too many, or too much.
	 */
	private void trim() {
		while (this.publications.size() > this.maxPublications || this.bytes > this.maxBytes) {
			resize(-1, -this.publications.removeFirst().size());
			this.complete = true;
			this.view = null;
		}
	}

	private void add(Publication publication) {
		this.publications.addLast(publication);
		resize(1, publication.size());
	}

	private void clear() {
		resize(-this.publications.size(), -this.bytes);
		this.publications.clear();
		this.view = null;
	}

	private void resize(int count, long change) {
		this.bytes += change;
		this.total.addAndGet(change + (long) count * OVERHEAD);
	}

	/**
	 * End the tail.
	 */
	synchronized void end() {
		this.ended = true;
		clear();
	}

	/**
	 * The publications up to the last one that has arrived.
	 * @return {@code null} if the stream was not read, or the tail has ended
	 */
	synchronized @Nullable RecentHistory view() {
		if (this.ended || this.top == null) {
			return null;
		}
		this.used = true;
		if (this.view == null) {
			Collection<Publication> current = this.publications;
			this.view = new RecentHistory(List.copyOf(current), this.top, this.complete);
		}
		return this.view;
	}

	/**
	 * Whether the tail has the publications up to a position of the stream.
	 */
	synchronized boolean hasReached(StreamPosition position) {
		return this.top == null
				|| (position.epoch().equals(this.top.epoch()) && position.offset() <= this.top.offset());
	}

	/**
	 * Whether the tail can be forgotten.
	 * @param idle maximum time without use, in nanoseconds
	 * @param life maximum time since the stream was read, in nanoseconds
	 */
	synchronized boolean isExpired(long nanoTime, long idle, long life) {
		if (this.top == null) {
			return this.ended;
		}
		if (!this.seen) {
			this.seen = true;
			this.seenAt = nanoTime;
		}
		if (this.used) {
			this.used = false;
			this.usedAt = nanoTime;
		}
		return this.ended || nanoTime - this.usedAt >= idle || nanoTime - this.seenAt >= life;
	}

}
