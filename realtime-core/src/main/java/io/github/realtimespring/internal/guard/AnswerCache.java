package io.github.realtimespring.internal.guard;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.security.ChannelAction;
import io.github.realtimespring.security.ChannelAuthorizer;

/**
 * Caches the answers of an authorizer for a short time, for each identity of a client:
 * another identity, also an equal one, has answers of its own. Thread-safe; blocks as the
 * authorizer does, which is asked without a lock.
 */
public final class AnswerCache implements ChannelAuthorizer {

	private final ChannelAuthorizer authorizer;

	private final long ttlNanos;

	private final int maxEntries;

	private final LongSupplier nanoTime;

	/** The least recently used first. Guarded by this. */
	private final Map<Client, Map<Question, Answer>> clients = new LinkedHashMap<>(16, 0.75F, true);

	/** Guarded by this. */
	private int size;

	/**
	 * Create a cache.
	 * @param authorizer is asked
	 * @param ttl the time to cache an answer
	 * @param maxEntries maximum number of answers
	 */
	public AnswerCache(ChannelAuthorizer authorizer, Duration ttl, int maxEntries) {
		this(authorizer, ttl, maxEntries, System::nanoTime);
	}

	AnswerCache(ChannelAuthorizer authorizer, Duration ttl, int maxEntries, LongSupplier nanoTime) {
		Assert.notNull(authorizer, "'authorizer' must not be null");
		Assert.isTrue(ttl.toNanos() > 0, "'ttl' must be positive");
		Assert.isTrue(maxEntries > 0, "'maxEntries' must be positive");
		this.authorizer = authorizer;
		this.ttlNanos = ttl.toNanos();
		this.maxEntries = maxEntries;
		this.nanoTime = nanoTime;
	}

	@Override
	public boolean isAllowed(ChannelAction action, String channel, Namespace namespace, ClientIdentity identity) {
		Client client = new Client(identity);
		Question question = new Question(action, channel);
		Map<Question, Answer> answers;
		synchronized (this) {
			answers = this.clients.computeIfAbsent(client, (added) -> new HashMap<>(4));
			Answer answer = answers.get(question);
			if (answer != null && this.nanoTime.getAsLong() - answer.at() < this.ttlNanos) {
				return answer.allowed();
			}
		}
		long asked = this.nanoTime.getAsLong();
		boolean allowed = this.authorizer.isAllowed(action, channel, namespace, identity);
		synchronized (this) {
			// Not if the answers were dropped meanwhile: this one is as old
			if (this.clients.get(client) == answers) {
				if (answers.put(question, new Answer(allowed, asked)) == null) {
					this.size++;
				}
				evict();
			}
		}
		return allowed;
	}

	/**
	 * Drop the answers about an identity.
	 */
	public synchronized void forget(ClientIdentity identity) {
		Map<Question, Answer> answers = this.clients.remove(new Client(identity));
		if (answers != null) {
			this.size -= answers.size();
		}
	}

	synchronized int size() {
		return this.size;
	}

	private void evict() {
		Iterator<Map<Question, Answer>> oldest = this.clients.values().iterator();
		while ((this.size > this.maxEntries || this.clients.size() > this.maxEntries) && oldest.hasNext()) {
			this.size -= oldest.next().size();
			oldest.remove();
		}
	}

	private record Question(ChannelAction action, String channel) {

	}

	private record Answer(boolean allowed, long at) {

	}

	/**
	 * An identity as a key, which equals no other one.
	 */
	private record Client(ClientIdentity identity) {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Client client && client.identity == this.identity;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this.identity);
		}

	}

}
