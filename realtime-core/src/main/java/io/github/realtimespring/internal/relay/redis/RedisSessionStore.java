package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.relay.redis.envelope.EnvelopeReader;
import io.github.realtimespring.internal.relay.redis.envelope.EnvelopeWriter;
import io.github.realtimespring.internal.relay.redis.envelope.MalformedEnvelopeException;
import io.github.realtimespring.internal.relay.redis.link.RedisScript;
import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.internal.relay.redis.seal.Purpose;
import io.github.realtimespring.internal.resume.SavedSubscription;
import io.github.realtimespring.internal.resume.SessionStore;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Keeps sessions in Redis, a hash each. Thread-safe.
 */
final class RedisSessionStore implements SessionStore {

	private static final int SECRET_BYTES = 32;

	private static final RedisScript WRITE = RedisScript.load(RedisSessionStore.class, "session.lua");

	private static final RedisScript READ = RedisScript.load(RedisSessionStore.class, "read-session.lua");

	private static final RedisScript SECRET = RedisScript.load(RedisSessionStore.class, "secret.lua");

	private static final byte[] NOTHING = new byte[0];

	private static final byte VERSION = 1;

	private static final Log logger = LimitedLog.of(RedisRelay.class);

	private final RedisKeyspace keyspace;

	private final MessageSeal seal;

	private final RealtimeMetrics metrics;

	private final RedisScript.Runner runner;

	private volatile byte @Nullable [] latestSecret;

	RedisSessionStore(RedisKeyspace keyspace, MessageSeal seal, RealtimeMetrics metrics, RedisScript.Runner runner) {
		this.keyspace = keyspace;
		this.seal = seal;
		this.metrics = metrics;
		this.runner = runner;
	}

	@Override
	public CompletableFuture<Void> write(String session, Map<String, Optional<SavedSubscription>> changes,
			Duration life) {
		List<byte[]> arguments = new ArrayList<>(1 + 2 * changes.size());
		arguments.add(bytes(Long.toString(life.toMillis())));
		changes.forEach((id, change) -> {
			arguments.add(bytes(id));
			arguments.add(change.map((saved) -> this.seal.seal(Purpose.SUBSCRIPTION, place(session, id), encode(saved)))
				.orElse(NOTHING));
		});
		return this.runner.run(WRITE, key(session), arguments.toArray(byte[][]::new), Function.identity())
			.thenAccept((answer) -> {
			});
	}

	@Override
	public CompletableFuture<Optional<Map<String, SavedSubscription>>> read(String session) {
		return this.runner.run(READ, key(session), new byte[][] { NOTHING }, (fields) -> decode(session, fields));
	}

	@Override
	public CompletableFuture<Void> remove(String session) {
		return this.runner.run(READ, key(session), new byte[][] { bytes("d") }, Function.identity())
			.thenAccept((answer) -> {
			});
	}

	/**
	 * Those of the keys or, without keys, one that Redis keeps. While keys are introduced
	 * both are valid.
	 */
	@Override
	public CompletableFuture<List<byte[]>> secrets() {
		List<byte[]> secrets = this.seal.resumeSecrets();
		if (this.seal.isRequired()) {
			return CompletableFuture.completedFuture(secrets);
		}
		return secret().thenApply((secret) -> Stream.concat(secrets.stream(), Stream.of(secret)).toList());
	}

	/**
	 * Asked for each time: a Redis that has lost everything lets the nodes agree on one
	 * again, if possible on the former, with which the tokens of live sessions are
	 * signed.
	 */
	private CompletableFuture<byte[]> secret() {
		byte[] proposal = this.latestSecret;
		if (proposal == null) {
			proposal = new byte[SECRET_BYTES];
			new SecureRandom().nextBytes(proposal);
		}
		return this.runner.run(SECRET, new byte[][] { this.keyspace.secret() }, new byte[][] { proposal }, (answer) -> {
			byte[] secret = (byte[]) answer.get(0);
			this.latestSecret = secret;
			return secret;
		});
	}

	private byte[][] key(String session) {
		return new byte[][] { this.keyspace.session(session) };
	}

	/**
	 * The place of a subscription.
	 */
	private byte[] place(String session, String subscription) {
		return bytes(new String(this.keyspace.session(session), StandardCharsets.UTF_8) + '\0' + subscription);
	}

	private static byte[] encode(SavedSubscription saved) {
		EnvelopeWriter out = new EnvelopeWriter(64);
		StreamPosition position = saved.position();
		out.writeByte(VERSION);
		out.writeString(saved.name());
		out.writeLength(saved.options().size());
		saved.options().forEach((name, value) -> {
			out.writeString(name);
			out.writeString(value);
		});
		out.writeString((position != null) ? position.epoch() : "");
		out.writeLong((position != null) ? position.offset() : 0);
		return out.finish(NOTHING);
	}

	/**
	 * Decode a stored session. A session that is only partly readable, or authentic, is
	 * treated as unknown: the client receives a notice, and subscribes again.
	 */
	private Optional<Map<String, SavedSubscription>> decode(String session, List<Object> fields) {
		if (fields.isEmpty()) {
			return Optional.empty();
		}
		try {
			return Optional.ofNullable(read(session, fields));
		}
		catch (MalformedEnvelopeException ex) {
			this.metrics.messagesDropped(DropReason.MALFORMED, 1);
			logger.warn("Skipped an unreadable stored session: " + ex.getMessage());
			return Optional.empty();
		}
	}

	private @Nullable Map<String, SavedSubscription> read(String session, List<Object> fields)
			throws MalformedEnvelopeException {
		Map<String, SavedSubscription> subscriptions = new LinkedHashMap<>();
		for (int i = 0; i < fields.size(); i += 2) {
			String field = new String((byte[]) fields.get(i), StandardCharsets.UTF_8);
			if (!field.isEmpty()) {
				String id = field.substring(1);
				byte[] sealed = (byte[]) fields.get(i + 1);
				int start = this.seal.open(Purpose.SUBSCRIPTION, place(session, id), sealed, 0);
				if (start == MessageSeal.REFUSED) {
					return null;
				}
				subscriptions.put(id, decode(sealed, start));
			}
		}
		return subscriptions;
	}

	/**
	 * Decode a subscription. What newer versions add at the end is skipped.
	 */
	private static SavedSubscription decode(byte[] bytes, int start) throws MalformedEnvelopeException {
		EnvelopeReader in = new EnvelopeReader(bytes, start);
		int version = in.readByte();
		if (version != VERSION) {
			throw new MalformedEnvelopeException("unknown version " + version);
		}
		String name = in.readString();
		Map<String, String> options = in.readMap(true);
		String epoch = in.readString();
		long offset = in.readLong();
		if (offset < 0) {
			throw new MalformedEnvelopeException("negative offset");
		}
		return new SavedSubscription(name, options, epoch.isEmpty() ? null : new StreamPosition(offset, epoch));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
