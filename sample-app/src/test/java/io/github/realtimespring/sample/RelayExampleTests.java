package io.github.realtimespring.sample;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.relay.RelayListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The relay of the documentation works, over a bus in memory.
 */
class RelayExampleTests {

	private static final Publication PUBLICATION = Publication.builder("{}".getBytes())
		.contentType("application/json")
		.tags(Map.of("source", "test"))
		.info(new PublisherInfo("ann", "s1"))
		.targetSession("s2")
		.build();

	private final List<Consumer<byte[]>> receivers = new ArrayList<>();

	private final List<Runnable> reconnects = new ArrayList<>();

	private boolean connected = true;

	private CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);

	private URLClassLoader loader;

	private Relay first;

	private Relay second;

	private final Received received = new Received();

	@BeforeEach
	void start(@TempDir Path classes) throws Exception {
		MarkdownPage page = MarkdownPage.read(Path.of("../docs/how-to/write-a-relay.md"));
		assertThat(JavaExamples.of(page).compile(classes)).isEmpty();
		this.loader = new URLClassLoader(new URL[] { classes.toUri().toURL() }, getClass().getClassLoader());
		this.first = relay();
		this.second = relay();
		this.first.start(new Received());
		this.second.start(this.received);
	}

	@AfterEach
	void stop() throws Exception {
		this.first.stop();
		this.second.stop();
		this.loader.close();
	}

	private Relay relay() throws Exception {
		Class<?> busType = this.loader.loadClass("MessageBus");
		Object bus = Proxy.newProxyInstance(this.loader, new Class<?>[] { busType },
				(proxy, method, arguments) -> onCall(method, arguments));
		Constructor<?> constructor = this.loader.loadClass("MessageBusRelay").getDeclaredConstructor(busType);
		constructor.setAccessible(true);
		return (Relay) constructor.newInstance(bus);
	}

	@SuppressWarnings("unchecked")
	private Object onCall(Method method, Object[] arguments) {
		switch (method.getName()) {
			case "isConnected" -> {
				return this.connected;
			}
			case "send" -> {
				this.receivers.forEach((receiver) -> receiver.accept((byte[]) arguments[0]));
				return this.sent;
			}
			default -> {
				this.receivers.add((Consumer<byte[]>) arguments[0]);
				this.reconnects.add((Runnable) arguments[1]);
				return null;
			}
		}
	}

	@Test
	void publicationReachesSubscribersOfAnotherNode() {
		this.second.subscribe("chat:1");
		this.first.publish("chat:1", PUBLICATION);
		this.first.publish("chat:2", PUBLICATION);
		assertThat(this.received.channels).containsExactly("chat:1");
		assertThat(this.received.publications.get(0)).usingRecursiveComparison().isEqualTo(PUBLICATION);
	}

	@Test
	void publicationReachesAPrefixOnce() {
		this.second.subscribePrefix("chat:");
		this.second.subscribePrefix("");
		this.first.publish("chat:1", PUBLICATION);
		assertThat(this.received.channels).containsExactly("prefix chat:1");
	}

	@Test
	void nothingArrivesAfterUnsubscribing() {
		this.second.subscribe("chat:1");
		this.second.subscribePrefix("chat:");
		this.second.unsubscribe("chat:1");
		this.second.unsubscribePrefix("chat:");
		this.first.publish("chat:1", PUBLICATION);
		assertThat(this.received.channels).isEmpty();
	}

	@Test
	void outcomeIsKnownWhileDisconnected() {
		this.connected = false;
		assertThat(this.first.publish("chat:1", PUBLICATION)).isCompletedExceptionally();
		assertThat(failure(this.first.publish("chat:1", PUBLICATION)).isNotExecuted()).isTrue();
		assertThat(this.first.status().delivering()).isFalse();
	}

	@Test
	void outcomeIsUnknownWhenTheBusFails() {
		this.sent = CompletableFuture.failedFuture(new IllegalStateException("test"));
		assertThat(failure(this.first.publish("chat:1", PUBLICATION)).isNotExecuted()).isFalse();
	}

	private static RelayException failure(CompletableFuture<?> result) {
		return (RelayException) result.handle((value, failure) -> failure)
			.thenApply((failure) -> (failure instanceof RelayException) ? failure : failure.getCause())
			.join();
	}

	@Test
	void reconnectIsReported() {
		this.reconnects.forEach(Runnable::run);
		assertThat(this.received.channels).containsExactly("reconnected");
	}

	private static final class Received implements RelayListener {

		private final List<String> channels = new ArrayList<>();

		private final List<Publication> publications = new ArrayList<>();

		@Override
		public boolean onPublication(String channel, Publication publication) {
			this.publications.add(publication);
			return this.channels.add(channel);
		}

		@Override
		public boolean onPrefixPublication(String channel, Publication publication) {
			return this.channels.add("prefix " + channel);
		}

		@Override
		public void onReconnected() {
			this.channels.add("reconnected");
		}

	}

}
