package io.github.realtimespring.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.relay.StreamEpochs;

/**
 * The streams of channels in Redis. Thread-safe.
 */
final class RedisStreams {

	private static final Duration RESULT_TTL = Duration.ofMinutes(5);

	private static final RedisScript PUBLISH = RedisScript.load("stream.lua", "publish.lua");

	private static final RedisScript HISTORY = RedisScript.load("stream.lua", "history.lua");

	private final RedisNames names;

	RedisStreams(RedisNames names) {
		this.names = names;
	}

	/**
	 * Add a publication to its channel's stream and publish it.
	 */
	CompletableFuture<StreamPosition> publish(PublishLink link, String channel, Publication publication,
			HistoryOptions history, PublishOptions options) {
		String key = options.idempotencyKey();
		byte[][] keys = { this.names.stream(channel), this.names.streamMeta(channel),
				this.names.result(channel, (key != null) ? key : "") };
		byte[][] arguments = { this.names.channel(channel), Envelope.encode(publication), bytes(history.size()),
				bytes(history.ttl().toMillis()), bytes(life(history, options)), bytes(StreamEpochs.next()),
				bytes(options.version()), bytes(options.versionEpoch()),
				bytes((key != null) ? RESULT_TTL.toMillis() : 0) };
		return link.run(PUBLISH, keys, arguments, RedisStreams::position);
	}

	/**
	 * How long a stream's epoch and offset, and the version, are kept.
	 */
	private static long life(HistoryOptions history, PublishOptions options) {
		return Math.max(history.metaTtl().toMillis(), (options.version() > 0) ? RESULT_TTL.toMillis() : 0);
	}

	/**
	 * Read from a channel's stream.
	 */
	CompletableFuture<History> history(PublishLink link, String channel, HistoryOptions history, HistoryQuery query) {
		StreamPosition since = query.since();
		byte[][] keys = { this.names.stream(channel), this.names.streamMeta(channel) };
		byte[][] arguments = { bytes(query.limit()), bytes((since != null) ? String.valueOf(since.offset()) : ""),
				bytes(query.reverse() ? "r" : ""), bytes(history.metaTtl().toMillis()), bytes(StreamEpochs.next()),
				bytes((since != null) ? since.epoch() : ""), bytes(history.size()) };
		return link.run(HISTORY, keys, arguments, RedisStreams::history);
	}

	private static History history(List<Object> answer) {
		if (!Long.valueOf(1).equals(answer.get(2))) {
			throw new UnrecoverablePositionException("The stream has another epoch");
		}
		StreamPosition position = position(answer);
		List<Publication> publications = new ArrayList<>();
		for (Object entry : (List<?>) answer.get(3)) {
			publications.add(publication((List<?>) entry, position.epoch()));
		}
		return new History(publications, position);
	}

	private static Publication publication(List<?> entry, String epoch) {
		String id = text(entry.get(0));
		long offset = Long.parseLong(id.substring(0, id.indexOf('-')));
		byte[] envelope = (byte[]) ((List<?>) entry.get(1)).get(1);
		try {
			return Envelope.decode(envelope).withPosition(new StreamPosition(offset, epoch));
		}
		catch (MalformedEnvelopeException ex) {
			throw new RelayException("A stored publication can't be read", ex);
		}
	}

	private static StreamPosition position(List<Object> answer) {
		String epoch = text(answer.get(1));
		return epoch.isEmpty() ? StreamPosition.NONE : new StreamPosition(Long.parseLong(text(answer.get(0))), epoch);
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
