package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.slf4j.LoggerFactory;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.relay.redis.envelope.Envelope;
import io.github.realtimespring.internal.relay.redis.envelope.EnvelopeWriter;
import io.github.realtimespring.internal.relay.redis.envelope.MalformedEnvelopeException;
import io.github.realtimespring.internal.relay.redis.link.PublishLink;
import io.github.realtimespring.internal.relay.redis.link.RedisScript;
import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.internal.relay.redis.seal.TestSeals;
import io.github.realtimespring.internal.resume.SavedSubscription;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.test.fuzz.Fuzzing;
import io.github.realtimespring.test.fuzz.PlantedBugs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is stored in Redis instead of a publication, a session or a command. Nothing
 * is thrown: unreadable data is skipped and counted, and a session that was read is the
 * same when it is written and read again.
 */
public class RedisDecodersFuzzTests {

	private static final byte[] NOTHING = new byte[0];

	private static final RedisKeyspace keyspace = new RedisKeyspace("rt", 0, "n");

	private static final MessageSeal seal = TestSeals.none();

	private static final Counts counts = new Counts();

	private static final Store store = new Store();

	private static final ScheduledExecutorService scheduler = Mockito.mock(ScheduledExecutorService.class,
			Mockito.withSettings().stubOnly());

	private static final Fuzzing fuzzing = Fuzzing.of("redis", session("/topic/a", Map.of(), null),
			session("chat:1", Map.of("ack", "client", "\u20ac", "v"), new StreamPosition(300, "epoch")),
			session("", Map.of("a", ""), new StreamPosition(Long.MAX_VALUE, "e")),
			Envelope.encode(Publication.builder("x".getBytes(StandardCharsets.UTF_8)).contentType("a").build()),
			command(1, 0, "node", new byte[] { 1, 2, 3 }), command(2, Long.MAX_VALUE, "", NOTHING),
			command(7, 3, "n2", NOTHING), new byte[] { 1, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7 });

	private static byte[] session(String name, Map<String, String> options, StreamPosition position) {
		return store.encode(new SavedSubscription(name, options, position));
	}

	private static byte[] command(long request, long until, String sender, byte[] command) {
		EnvelopeWriter out = new EnvelopeWriter(32);
		out.writeByte(1);
		out.writeLong(request);
		out.writeLong(until);
		out.writeString(sender);
		return out.finish(command);
	}

	/**
	 * Check one input, as each of the three.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		checkStream(input);
		checkSession(input);
		checkCommand(input);
	}

	private static void checkStream(byte[] input) {
		long before = counts.malformed;
		List<Object> entry = List.of(bytes("7-0"), List.of(bytes("d"), input));
		History history = read(List.of(bytes("9"), bytes("epoch"), 1L, List.of(entry), NOTHING));
		boolean readable = isReadable(input);
		assertThat(counts.malformed - before).as("counted").isEqualTo(readable ? 0 : 1);
		assertThat(history.publications()).hasSize(readable ? 1 : 0)
			.allMatch((publication) -> publication.position().equals(new StreamPosition(7, "epoch")));
	}

	@SuppressWarnings("unchecked")
	private static History read(List<Object> answer) {
		PublishLink link = Mockito.mock(PublishLink.class, Mockito.withSettings().stubOnly().defaultAnswer((call) -> {
			Function<List<Object>, Object> result = call.getArgument(3);
			return CompletableFuture.completedFuture(result.apply(answer));
		}));
		return new RedisStreams(keyspace, seal, counts).history(link, "a", HistoryOptions.NONE, HistoryQuery.newest(1))
			.join();
	}

	private static boolean isReadable(byte[] input) {
		try {
			Envelope.decode(input);
			return true;
		}
		catch (MalformedEnvelopeException ex) {
			return false;
		}
	}

	private static void checkSession(byte[] input) {
		long before = counts.malformed;
		Optional<Map<String, SavedSubscription>> session = store.decode(input);
		assertThat(counts.malformed - before).as("counted").isEqualTo(session.isPresent() ? 0 : 1);
		session.ifPresent((subscriptions) -> {
			SavedSubscription saved = subscriptions.get("id");
			assertThat(subscriptions).hasSize(1);
			byte[] again = store.encode(saved);
			assertThat(again.length).as("size").isLessThanOrEqualTo(input.length);
			assertThat(again[0]).as("version").isEqualTo(input[0]);
			assertThat(store.decode(again)).contains(subscriptions);
		});
		assertThat(store.secrets(input)).containsExactly(input);
		if (fuzzing.inputs().subList(1, 4).stream().anyMatch((valid) -> Arrays.equals(valid, input))) {
			assertThat(session).as("valid").isPresent();
		}
	}

	private static void checkCommand(byte[] input) {
		List<byte[]> executed = new ArrayList<>();
		ControlChannel channel = new ControlChannel(keyspace, "n", seal, listener(executed), Duration.ofSeconds(1),
				scheduler, () -> null);
		channel.onCommand(input);
		channel.onConfirmation(input);
		assertThat(executed).hasSizeLessThanOrEqualTo(1).allSatisfy((command) -> {
			assertThat(input[0]).as("version").isEqualTo((byte) 1);
			assertThat(command).isEqualTo(Arrays.copyOfRange(input, input.length - command.length, input.length));
			assertThat(command.length).isLessThanOrEqualTo(input.length - 18);
		});
		if (fuzzing.inputs().subList(5, 8).stream().anyMatch((valid) -> Arrays.equals(valid, input))) {
			assertThat(executed).as("valid").hasSize(1);
		}
	}

	private static RelayListener listener(List<byte[]> executed) {
		return new RelayListener() {
			@Override
			public boolean onPublication(String channel, Publication publication) {
				return false;
			}

			@Override
			public boolean onPrefixPublication(String channel, Publication publication) {
				return false;
			}

			@Override
			public int onControl(byte[] command) {
				executed.add(command);
				return 0;
			}
		};
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@BeforeAll
	static void silence() {
		log().setLevel(Level.OFF);
	}

	@AfterAll
	static void restore() {
		log().setLevel(null);
	}

	private static Logger log() {
		return (Logger) LoggerFactory.getLogger(RedisRelay.class);
	}

	@Test
	void theInvariantsHold() {
		fuzzing.check(5_000, RedisDecodersFuzzTests::fuzzerTestOneInput);
	}

	@Test
	void plantedBugsAreFound() {
		PlantedBugs.Result result = PlantedBugs.in(RedisDecodersFuzzTests.class, RedisSessionStore.class)
			.find(fuzzing, 300);
		assertThat(result.found()).as(result.toString()).isGreaterThanOrEqualTo(100);
	}

	private static final class Counts implements RealtimeMetrics {

		private long malformed;

		@Override
		public void messagesDropped(DropReason reason, int count) {
			assertThat(reason).isEqualTo(DropReason.MALFORMED);
			this.malformed += count;
		}

	}

	/**
	 * The store, on a Redis that remembers what was written last and answers what it is
	 * told to.
	 */
	private static final class Store implements RedisScript.Runner {

		private final RedisSessionStore store = new RedisSessionStore(keyspace, seal, counts, this);

		private List<Object> answer = List.of();

		private byte[][] written = {};

		@Override
		public <T> CompletableFuture<T> run(RedisScript script, byte[][] keys, byte[][] arguments,
				Function<List<Object>, T> result) {
			this.written = arguments;
			return CompletableFuture.completedFuture(result.apply(this.answer));
		}

		private byte[] encode(SavedSubscription saved) {
			this.store.write("s", Map.of("id", Optional.of(saved)), Duration.ofMinutes(1)).join();
			return this.written[2];
		}

		private List<byte[]> secrets(byte[] value) {
			this.answer = List.of(value);
			return this.store.secrets().join();
		}

		private Optional<Map<String, SavedSubscription>> decode(byte[] value) {
			this.answer = List.of(NOTHING, NOTHING, bytes(":id"), value);
			return this.store.read("s").join();
		}

	}

}
