package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.relay.StreamEpochs;
import io.github.realtimespring.internal.relay.redis.StreamPublishBatcher.Entry;
import io.github.realtimespring.internal.relay.redis.envelope.Envelope;
import io.github.realtimespring.internal.relay.redis.envelope.MalformedEnvelopeException;
import io.github.realtimespring.internal.relay.redis.link.PublishLink;
import io.github.realtimespring.internal.relay.redis.link.RedisScript;
import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.internal.relay.redis.seal.Purpose;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.RelayException;

/**
 * The streams of channels in Redis. Thread-safe.
 */
final class RedisStreams {

	private static final Duration IDEMPOTENCY_KEY_TTL = Duration.ofMinutes(5);

	private static final RedisScript PUBLISH = RedisScript.load(RedisStreams.class, "stream.lua", "publish.lua");

	private static final RedisScript HISTORY = RedisScript.load(RedisStreams.class, "stream.lua", "history.lua");

	/**
	 * Maximum size of publications that wait for a position; further ones are refused.
	 */
	private static final long MAX_WAITING_BYTES = PublishLink.MAX_PENDING_BYTES;

	/**
	 * Approximate size of a waiting publication beside its bytes.
	 */
	private static final int ENTRY_OVERHEAD = 256;

	private static final Log logger = LimitedLog.of(RedisRelay.class);

	private final RedisKeyspace keyspace;

	private final MessageSeal seal;

	private final RealtimeMetrics metrics;

	/**
	 * Of the channels that publications are on their way to.
	 */
	private final ConcurrentMap<String, StreamPublishBatcher> queues = new ConcurrentHashMap<>();

	private final AtomicLong waitingBytes = new AtomicLong();

	RedisStreams(RedisKeyspace keyspace, MessageSeal seal, RealtimeMetrics metrics) {
		this.keyspace = keyspace;
		this.seal = seal;
		this.metrics = metrics;
	}

	/**
	 * Add a publication to its channel's stream and publish it.
	 * @return fails with {@link RelayException}, at once if too many publications wait
	 * already
	 */
	CompletableFuture<StreamPosition> publish(PublishLink link, String channel, Publication publication,
			HistoryOptions history, PublishOptions options) {
		Purpose purpose = (history.maxPublications() > 0) ? Purpose.STREAM_PUBLICATION : Purpose.PUBLICATION;
		byte[] sealed = this.seal.seal(purpose, this.keyspace.channel(channel), Envelope.encode(publication));
		Entry entry = new Entry(link, sealed, history, options);
		long size = entry.envelope().length + ENTRY_OVERHEAD;
		if (this.waitingBytes.addAndGet(size) > MAX_WAITING_BYTES) {
			this.waitingBytes.addAndGet(-size);
			return CompletableFuture
				.failedFuture(RelayException.notExecuted("Too many publications wait for their streams", null));
		}
		StreamPublishBatcher queue = this.queues.compute(channel, (name, present) -> {
			StreamPublishBatcher chosen = (present != null) ? present
					: new StreamPublishBatcher((batch) -> send(name, batch));
			chosen.add(entry);
			return chosen;
		});
		queue.flush(() -> this.queues.computeIfPresent(channel, (name, present) -> present.isIdle() ? null : present));
		return entry.whenComplete((position, failure) -> this.waitingBytes.addAndGet(-size));
	}

	/**
	 * Whether publications of a channel are on their way to its stream, so that others
	 * must not overtake them.
	 */
	boolean isPublishing(String channel) {
		return this.queues.containsKey(channel);
	}

	private CompletableFuture<List<StreamPosition>> send(String channel, List<Entry> batch) {
		List<byte[]> keys = new ArrayList<>();
		keys.add(this.keyspace.stream(channel));
		keys.add(this.keyspace.streamMeta(channel));
		HistoryOptions history = batch.get(0).history();
		long life = history.metaTtl().toMillis();
		List<byte[]> publications = new ArrayList<>(4 * batch.size());
		for (Entry entry : batch) {
			PublishOptions options = entry.options();
			String key = options.idempotencyKey();
			if (key != null) {
				keys.add(this.keyspace.idempotencyKey(channel, key));
			}
			if (options.version() > 0) {
				life = Math.max(life, IDEMPOTENCY_KEY_TTL.toMillis());
			}
			publications.add(entry.envelope());
			publications.add(bytes(options.version()));
			publications.add(bytes(options.versionEpoch()));
			publications.add(bytes((key != null) ? IDEMPOTENCY_KEY_TTL.toMillis() : 0));
		}
		List<byte[]> arguments = new ArrayList<>(5 + publications.size());
		arguments.add(this.keyspace.channel(channel));
		arguments.add(bytes(history.maxPublications()));
		arguments.add(bytes(history.ttl().toMillis()));
		arguments.add(bytes(life));
		arguments.add(bytes(StreamEpochs.next()));
		arguments.addAll(publications);
		return batch.get(0)
			.link()
			.run(PUBLISH, keys.toArray(byte[][]::new), arguments.toArray(byte[][]::new), RedisStreams::positions);
	}

	/**
	 * Read from a channel's stream.
	 */
	CompletableFuture<History> history(PublishLink link, String channel, HistoryOptions history, HistoryQuery query) {
		StreamPosition since = query.since();
		byte[][] keys = { this.keyspace.stream(channel), this.keyspace.streamMeta(channel) };
		byte[][] arguments = { bytes(query.limit()), bytes((since != null) ? String.valueOf(since.offset()) : ""),
				bytes(query.reverse() ? "r" : ""), bytes(history.metaTtl().toMillis()), bytes(StreamEpochs.next()),
				bytes((since != null) ? since.epoch() : ""), bytes(history.maxPublications()),
				bytes(query.maxBytes()) };
		return link.run(HISTORY, keys, arguments, (answer) -> history(channel, answer, since, history.metaTtl()));
	}

	private History history(String channel, List<Object> answer, @Nullable StreamPosition since, Duration life) {
		StreamPosition position = position(answer.get(0), answer.get(1));
		boolean known = Long.valueOf(1).equals(answer.get(2));
		if (!known || (since != null && StreamEpochs.isProvisional(since.epoch())
				&& !isOfStream(since, position.epoch(), text(answer.get(4)), life))) {
			throw new UnrecoverablePositionException("The stream has another epoch");
		}
		byte[] place = this.keyspace.channel(channel);
		List<Publication> publications = new ArrayList<>();
		for (Object entry : (List<?>) answer.get(3)) {
			Publication publication = publication(place, (List<?>) entry, position.epoch());
			if (publication != null) {
				publications.add(publication);
			}
		}
		return new History(publications, position);
	}

	/**
	 * Whether a provisional position belongs to the stream, or to a predecessor on
	 * another server.
	 * @param former the stream's former epochs, each followed by the offset at which it
	 * ended
	 */
	private static boolean isOfStream(StreamPosition since, String epoch, String former, Duration life) {
		if (StreamEpochs.isSame(since.epoch(), epoch, life)) {
			return true;
		}
		for (String next : StringUtils.tokenizeToStringArray(former, " ")) {
			int end = next.lastIndexOf(':');
			if (end > 0 && StreamEpochs.isSame(since.epoch(), next.substring(0, end), life)) {
				return since.offset() <= Long.parseLong(next.substring(end + 1));
			}
		}
		return false;
	}

	/**
	 * A publication of the stream.
	 * @return {@code null} if this version can't read it, or it is not authentic: its
	 * subscribers then find that its offset is missing, and are told
	 */
	private @Nullable Publication publication(byte[] place, List<?> entry, String epoch) {
		String id = text(entry.get(0));
		long offset = Long.parseLong(id.substring(0, id.indexOf('-')));
		byte[] envelope = (byte[]) ((List<?>) entry.get(1)).get(1);
		int start = this.seal.open(Purpose.STREAM_PUBLICATION, place, envelope, 0);
		if (start == MessageSeal.REFUSED) {
			return null;
		}
		try {
			return Envelope.decode(envelope, start).withPosition(new StreamPosition(offset, epoch));
		}
		catch (MalformedEnvelopeException ex) {
			this.metrics.messagesDropped(DropReason.MALFORMED, 1);
			logger.warn("Skipped an unreadable stored publication: " + ex.getMessage());
			return null;
		}
	}

	private static List<StreamPosition> positions(List<Object> answer) {
		List<StreamPosition> positions = new ArrayList<>(answer.size() / 2);
		for (int i = 0; i < answer.size(); i += 2) {
			positions.add(position(answer.get(i), answer.get(i + 1)));
		}
		return positions;
	}

	private static StreamPosition position(Object offset, Object epoch) {
		String name = text(epoch);
		return name.isEmpty() ? StreamPosition.NONE : new StreamPosition(Long.parseLong(text(offset)), name);
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.UTF_8);
	}

	private static byte[] bytes(long number) {
		return bytes(Long.toString(number));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
