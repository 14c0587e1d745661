package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.relay.redis.envelope.Envelope;
import io.github.realtimespring.internal.relay.redis.link.PublishLink;
import io.github.realtimespring.internal.relay.redis.link.RedisScript;
import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.internal.relay.redis.seal.TestSeals;
import io.github.realtimespring.internal.resume.SavedSubscription;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.test.GoldenBytes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the released version has written is read, and without keys this version writes the
 * same.
 */
class ReleasedFormatTests {

	private static final byte[] NOTHING = new byte[0];

	private static final RedisKeyspace keyspace = new RedisKeyspace("rt", 0, "north");

	private static final MessageSeal seal = TestSeals.none();

	private static final byte[] COMMAND = { 1, 2, 3 };

	@ParameterizedTest
	@ValueSource(strings = { "publication.plain", "publication.full" })
	void aPublication(String name) throws Exception {
		Publication publication = publication(name);
		GoldenBytes.assertWritten(name, Envelope.encode(publication));
		assertSame(Envelope.decodePublished(GoldenBytes.of(name)), publication);
	}

	@Test
	void aPublicationWithItsPositionInTheStream() throws Exception {
		Publication read = Envelope.decodePublished(GoldenBytes.of("publication.positioned"));
		assertSame(read, publication("publication.plain").withPosition(new StreamPosition(17, "epoch")));
	}

	private static Publication publication(String name) {
		Publication.Builder builder = Publication.builder("{\"a\":1}".getBytes(StandardCharsets.UTF_8))
			.time(1_700_000_000_000L);
		if (name.endsWith("full")) {
			Map<String, String> tags = new LinkedHashMap<>();
			tags.put("a", "b");
			tags.put("\u20ac", "");
			builder.contentType("application/json")
				.tags(tags)
				.info(new PublisherInfo("ann", "s1"))
				.targetSession("s2")
				.position(new StreamPosition(300, "epoch"));
		}
		return builder.build();
	}

	private static void assertSame(Publication actual, Publication expected) {
		assertThat(actual.data()).isEqualTo(expected.data());
		assertThat(actual.contentType()).isEqualTo(expected.contentType());
		assertThat(actual.tags()).isEqualTo(expected.tags());
		assertThat(actual.info()).isEqualTo(expected.info());
		assertThat(actual.targetSession()).isEqualTo(expected.targetSession());
		assertThat(actual.time()).isEqualTo(expected.time());
		assertThat(actual.position()).isEqualTo(expected.position());
	}

	@ParameterizedTest
	@ValueSource(strings = { "subscription.plain", "subscription.full" })
	void aSubscriptionOfAStoredSession(String name) {
		SavedSubscription saved = name.endsWith("full")
				? new SavedSubscription("chat:1", Map.of("ack", "client"), new StreamPosition(300, "epoch"))
				: new SavedSubscription("/topic/a", Map.of(), null);
		Runner runner = new Runner();
		RedisSessionStore store = new RedisSessionStore(keyspace, seal, RealtimeMetrics.NONE, runner);
		store.write("s", Map.of("1", Optional.of(saved)), Duration.ofMinutes(1)).join();
		assertThat(runner.arguments[1]).asString().isEqualTo("1");
		GoldenBytes.assertWritten(name, runner.arguments[2]);
		runner.answer = List.of(NOTHING, NOTHING, "s1".getBytes(StandardCharsets.US_ASCII), GoldenBytes.of(name));
		assertThat(store.read("s").join()).contains(Map.of("1", saved));
	}

	@Test
	void aCommandToAllNodesAndItsConfirmation() {
		List<byte[]> executed = new ArrayList<>();
		PublishLink link = Mockito.mock(PublishLink.class);
		List<byte[]> published = new ArrayList<>();
		BDDMockito.given(link.publish(Mockito.any(), Mockito.any())).willAnswer((call) -> {
			assertThat(call.<byte[]>getArgument(0)).asString().isEqualTo("rt:x:node:south");
			published.add(call.getArgument(1));
			return CompletableFuture.completedFuture(StreamPosition.NONE);
		});
		channel("north", executed, link).onCommand(GoldenBytes.of("command"));
		assertThat(executed).containsExactly(COMMAND);
		assertThat(published).hasSize(1);
		GoldenBytes.assertWritten("confirmation", published.get(0));
	}

	@Test
	void aSentCommand() {
		PublishLink link = Mockito.mock(PublishLink.class);
		List<byte[][]> sent = new ArrayList<>();
		BDDMockito.given(link.run(Mockito.any(), Mockito.any(), Mockito.any(), Mockito.any())).willAnswer((call) -> {
			sent.add(call.getArgument(2));
			return new CompletableFuture<>();
		});
		channel("south", new ArrayList<>(), link).send(link, COMMAND, Instant.ofEpochMilli(99));
		byte[] message = sent.get(0)[1];
		byte[] released = GoldenBytes.of("command");
		// Its number is random
		System.arraycopy(released, 1, message, 1, Long.BYTES);
		assertThat(message).isEqualTo(released);
		assertThat(sent.get(0)[2]).isEqualTo(COMMAND);
		assertThat(sent.get(0)[3]).asString().isEqualTo("99");
	}

	private static ControlChannel channel(String node, List<byte[]> executed, PublishLink link) {
		return new ControlChannel(keyspace, node, seal, new RelayListener() {

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
				return 2;
			}

		}, Duration.ofSeconds(1), Mockito.mock(ScheduledExecutorService.class), () -> link);
	}

	private static final class Runner implements RedisScript.Runner {

		private byte[][] arguments = {};

		private List<Object> answer = List.of();

		@Override
		public <T> CompletableFuture<T> run(RedisScript script, byte[][] keys, byte[][] arguments,
				Function<List<Object>, T> result) {
			this.arguments = arguments;
			return CompletableFuture.completedFuture(result.apply(this.answer));
		}

	}

}
