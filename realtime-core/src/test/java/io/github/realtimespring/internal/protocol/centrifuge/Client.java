package io.github.realtimespring.internal.protocol.centrifuge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

import org.awaitility.Awaitility;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.hub.session.Connection;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client of a {@link Node} without a socket.
 */
final class Client {

	private final Node node;

	private final RecordingSocketWriter writer = new RecordingSocketWriter();

	private final Reader reader = new Reader();

	private final Session session;

	private int seen;

	Client(Node node, String id, ClientIdentity identity) {
		this.node = node;
		this.session = node.hub()
			.open(new Connection(id, id, "test", null, new ConcurrentHashMap<>(), this.writer, this.reader),
					node.handler(), identity);
		node.handler().onOpened(this.session);
	}

	Session session() {
		return this.session;
	}

	RecordingSocketWriter writer() {
		return this.writer;
	}

	/**
	 * Send a message.
	 */
	Client send(String message) {
		this.reader.awaitReading();
		this.node.handler().onReceived(this.session, message.getBytes(StandardCharsets.UTF_8), true);
		return this;
	}

	/**
	 * Connect and take the reply.
	 */
	Client connect(String token) {
		send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
		assertThat(next()).contains("\"connect\":{\"client\":\"" + this.session.id() + "\"");
		return this;
	}

	/**
	 * Subscribe and take the reply.
	 */
	Client subscribe(String channel) {
		send("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
		assertThat(next()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
		return this;
	}

	/**
	 * The next line that arrives.
	 */
	String next() {
		await(() -> this.writer.lines().size() > this.seen || this.writer.closeCode() != null);
		List<String> lines = this.writer.lines();
		assertThat(lines).as("lines before the close with " + this.writer.closeCode()).hasSizeGreaterThan(this.seen);
		return lines.get(this.seen++);
	}

	/**
	 * How the connection ends; nothing more may have arrived.
	 */
	CloseCode closed() {
		await(() -> this.writer.closeCode() != null);
		List<String> lines = this.writer.lines();
		assertThat(lines.subList(this.seen, lines.size())).isEmpty();
		CloseCode code = this.writer.closeCode();
		assertThat(code).isNotNull();
		return code;
	}

	/**
	 * Wait until everything sent so far was carried out.
	 */
	void settle() {
		send("{\"id\":4294967295,\"unsubscribe\":{\"channel\":\"none\"}}");
		assertThat(next()).isEqualTo("{\"id\":4294967295,\"unsubscribe\":{}}");
	}

	/**
	 * From now on answer pings, at once.
	 */
	Client answerPings() {
		this.writer.onMessage((message) -> {
			if (message.equals("{}")) {
				send("{}");
			}
		});
		return this;
	}

	/**
	 * The connection is lost.
	 */
	void leave() {
		this.node.handler().onEnded(this.session);
		this.node.hub().remove(this.session, new CloseCode(1006, ""));
	}

	/**
	 * Wait for a condition, however slow the machine is.
	 */
	static void await(Callable<Boolean> condition) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.until(condition);
	}

	/**
	 * Lets the client wait like a network that nobody reads from.
	 */
	private static final class Reader implements SocketReader {

		private int pauses;

		@Override
		public synchronized void pause() {
			this.pauses++;
		}

		@Override
		public synchronized void proceed() {
			this.pauses--;
			notifyAll();
		}

		synchronized void awaitReading() {
			while (this.pauses > 0) {
				try {
					wait();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					return;
				}
			}
		}

	}

}
