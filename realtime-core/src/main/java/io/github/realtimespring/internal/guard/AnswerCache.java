package io.github.realtimespring.internal.guard;

import java.time.Duration;
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
 * another identity, also an equal one, has answers of its own, and takes up a part of the
 * cache only. Thread-safe; blocks as the authorizer does, which is asked without a lock.
 */
public final class AnswerCache implements ChannelAuthorizer {

	private static final int MAX_ENTRIES_OF_CLIENT = 256;

	private static final int MAX_SHARE_OF_CLIENT = 8;

	private final ChannelAuthorizer authorizer;

	private final long ttlNanos;

	private final int maxEntries;

	private final int maxEntriesOfClient;

	private final LongSupplier nanoTime;

	/** The least recently used first. Guarded by this. */
	private final Map<Client, Answers> clients = new LinkedHashMap<>(16, 0.75F, true);

	/** Guarded by this. */
	private int size;

	/** When expired answers were last removed. Guarded by this. */
	private long sweptAt;

	/**
	 * Create a cache.
	 * @param authorizer is asked
	 * @param ttl the time to cache an answer
	 * @param maxEntries maximum number of answers
	 */
	public AnswerCache(ChannelAuthorizer authorizer, Duration ttl, int maxEntries) {
		this(authorizer, ttl, maxEntries,
				Math.max(1, Math.min(MAX_ENTRIES_OF_CLIENT, maxEntries / MAX_SHARE_OF_CLIENT)), System::nanoTime);
	}

	AnswerCache(ChannelAuthorizer authorizer, Duration ttl, int maxEntries, int maxEntriesOfClient,
			LongSupplier nanoTime) {
		Assert.notNull(authorizer, "'authorizer' must not be null");
		Assert.isTrue(ttl.toNanos() > 0, "'ttl' must be positive");
		Assert.isTrue(maxEntries > 0, "'maxEntries' must be positive");
		this.authorizer = authorizer;
		this.ttlNanos = ttl.toNanos();
		this.maxEntries = maxEntries;
		this.maxEntriesOfClient = maxEntriesOfClient;
		this.nanoTime = nanoTime;
		this.sweptAt = nanoTime.getAsLong();
	}

	@Override
	public boolean isAllowed(ChannelAction action, String channel, Namespace namespace, ClientIdentity identity) {
		Client client = new Client(identity);
		Question question = new Question(action, channel);
		Answers answers;
		long asked = this.nanoTime.getAsLong();
		synchronized (this) {
			answers = this.clients.computeIfAbsent(client, (added) -> new Answers());
			Answer answer = answers.byQuestion.get(question);
			if (answer != null && !isExpired(answer, asked)) {
				return answer.allowed();
			}
			answers.asking++;
			sweep(asked);
			evict();
		}
		Answer answer = null;
		try {
			answer = new Answer(this.authorizer.isAllowed(action, channel, namespace, identity), asked);
			return answer.allowed();
		}
		finally {
			answered(client, answers, question, answer);
		}
	}

	private synchronized void answered(Client client, Answers answers, Question question, @Nullable Answer answer) {
		answers.asking--;
		// Not if the answers were dropped meanwhile: this one is as old
		if (this.clients.get(client) != answers) {
			return;
		}
		if (answer != null) {
			// The latest one last
			this.size += (answers.byQuestion.remove(question) != null) ? 0 : 1;
			answers.byQuestion.put(question, answer);
			if (answers.byQuestion.size() > this.maxEntriesOfClient) {
				answers.byQuestion.remove(answers.byQuestion.keySet().iterator().next());
				this.size--;
			}
			evict();
		}
		else if (answers.isUnused()) {
			this.clients.remove(client);
		}
	}

	/**
	 * Drop the answers about an identity.
	 */
	public synchronized void forget(ClientIdentity identity) {
		Answers answers = this.clients.remove(new Client(identity));
		if (answers != null) {
			this.size -= answers.byQuestion.size();
		}
	}

	synchronized int size() {
		return this.size;
	}

	synchronized int clients() {
		return this.clients.size();
	}

	private boolean isExpired(Answer answer, long now) {
		return now - answer.at() >= this.ttlNanos;
	}

	/**
	 * Remove expired answers, as often as they can expire.
	 */
	private void sweep(long now) {
		if (now - this.sweptAt < this.ttlNanos) {
			return;
		}
		this.sweptAt = now;
		this.clients.values().removeIf((answers) -> {
			int before = answers.byQuestion.size();
			answers.byQuestion.values().removeIf((answer) -> isExpired(answer, now));
			this.size -= before - answers.byQuestion.size();
			return answers.isUnused();
		});
	}

	private void evict() {
		Iterator<Answers> oldest = this.clients.values().iterator();
		while ((this.size > this.maxEntries || this.clients.size() > this.maxEntries) && oldest.hasNext()) {
			this.size -= oldest.next().byQuestion.size();
			oldest.remove();
		}
	}

	/**
	 * The answers about one client.
	 */
	private static final class Answers {

		/** The oldest first. */
		private final Map<Question, Answer> byQuestion = new LinkedHashMap<>(4);

		/** The number of questions that are being asked. */
		private int asking;

		private boolean isUnused() {
			return this.asking == 0 && this.byQuestion.isEmpty();
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
