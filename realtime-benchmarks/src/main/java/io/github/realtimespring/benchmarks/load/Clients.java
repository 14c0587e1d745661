package io.github.realtimespring.benchmarks.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.benchmarks.load.frame.WebSocketFrames;
import io.github.realtimespring.benchmarks.load.protocol.Connection;
import io.github.realtimespring.benchmarks.load.protocol.ConnectionListener;
import io.github.realtimespring.benchmarks.load.protocol.Payload;
import io.github.realtimespring.benchmarks.load.protocol.ProtocolDriver;

/**
 * All connections of a run, on one thread: those that subscribe, and those that publish.
 */
final class Clients implements ConnectionListener, AutoCloseable {

	/** A larger backlog of the accept queue would measure the kernel's retries. */
	private static final int DIALLING = 32;

	/** As many subscriptions are tried at a time as no server takes for a flood. */
	private static final int PROBES = 1000;

	private static final int READ_BUFFER = 1 << 17;

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(180);

	private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(60);

	private final Workload workload;

	private final Target target;

	private final ProtocolDriver driver;

	private final Deliveries deliveries;

	private final @Nullable Tokens tokens;

	private final Selector selector;

	private final byte[] buffer = new byte[READ_BUFFER];

	private final List<Connection> subscribers = new ArrayList<>();

	private final List<Connection> publishers = new ArrayList<>();

	private final int[] members;

	private final int[] unprobed;

	private int unprobedTotal;

	private int ready;

	private int confirmed;

	private long bytes;

	private boolean connecting;

	private String failure = "";

	Clients(Workload workload, Target target, Deliveries deliveries) throws IOException {
		this.workload = workload;
		this.target = target;
		this.driver = target.protocol().driver();
		this.deliveries = deliveries;
		this.tokens = target.jwtSecret().isEmpty() ? null
				: new Tokens(target.jwtSecret(), workload.kind() == Workload.Kind.RETURN);
		this.selector = Selector.open();
		this.members = new int[workload.connections().channels()];
		this.unprobed = new int[workload.connections().channels()];
	}

	void connect() throws IOException {
		int all = this.workload.connections().total();
		this.connecting = true;
		int dialled = 0;
		long deadline = System.nanoTime() + CONNECT_TIMEOUT.toNanos();
		while (this.ready < all && works()) {
			while (dialled < all && dialled - this.ready < DIALLING) {
				dial(dialled++);
			}
			poll(deadline);
			if (System.nanoTime() > deadline) {
				failed("Only " + this.ready + " of " + all + " connections were accepted");
			}
		}
		this.connecting = false;
	}

	/**
	 * Subscribers take the server's nodes in turn, all publishers the first one.
	 */
	private void dial(int number) throws IOException {
		boolean subscribes = number < this.workload.connections().subscribers();
		int[] channels = subscribes ? this.workload.connections().channels(number) : new int[0];
		int port = this.target.port(subscribes ? number : 0);
		String token = (this.tokens != null) ? this.tokens.token("user-" + number) : null;
		byte[] request = WebSocketFrames.request(this.target.path(), port, this.driver.subprotocol(), token);
		Connection connection = new Connection(this.selector, number, port, request, this.driver, channels, this);
		(subscribes ? this.subscribers : this.publishers).add(connection);
		for (int channel : channels) {
			this.members[channel]++;
			this.unprobed[channel]++;
			this.unprobedTotal++;
		}
	}

	/**
	 * Not every protocol confirms a subscription: publish until each one has delivered.
	 * @param interval how long to wait for a probe
	 */
	void probe(Duration interval) throws IOException {
		long deadline = System.nanoTime() + PROBE_TIMEOUT.toNanos();
		while (this.unprobedTotal > 0 && works()) {
			int sent = 0;
			int missing = this.unprobedTotal;
			for (int channel = 0; channel < this.unprobed.length && sent < PROBES; channel++) {
				if (this.unprobed[channel] > 0) {
					missing -= this.unprobed[channel];
					publish(channel, Payload.create(this.workload.publications().payload(), true, channel, 0,
							System.nanoTime()));
					sent++;
				}
			}
			long again = System.nanoTime() + interval.toNanos();
			while (this.unprobedTotal > missing && works() && System.nanoTime() < again) {
				poll(again);
			}
			if (System.nanoTime() > deadline) {
				failed(this.unprobedTotal + " subscriptions have delivered nothing");
			}
		}
	}

	/**
	 * Let all subscriptions end and begin again, until they are all in place.
	 * @param cycle number of the repetition, from 1
	 * @param interval how long to wait for a probe, where the protocol confirms nothing
	 */
	void resubscribe(int cycle, Duration interval) throws IOException {
		this.confirmed = 0;
		this.subscribers.forEach((subscriber) -> this.driver.resubscribe(subscriber, cycle));
		if (!this.driver.confirms()) {
			probeAgain(interval);
			return;
		}
		long deadline = System.nanoTime() + PROBE_TIMEOUT.toNanos();
		while (this.confirmed < this.subscribers.size() && works()) {
			poll(deadline);
			if (System.nanoTime() > deadline) {
				failed("Only " + this.confirmed + " subscriptions were confirmed");
			}
		}
	}

	/**
	 * Make sure that all subscriptions still deliver.
	 * @param interval how long to wait for a probe
	 */
	void probeAgain(Duration interval) throws IOException {
		for (Connection subscriber : this.subscribers) {
			subscriber.forgetProbes();
			for (int i = 0; i < subscriber.subscriptions(); i++) {
				this.unprobed[subscriber.channel(i)]++;
				this.unprobedTotal++;
			}
		}
		probe(interval);
	}

	/**
	 * Wait for the sockets.
	 * @param until how long at most, as {@link System#nanoTime()} counts
	 */
	void poll(long until) throws IOException {
		long wait = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
		if (wait > 0) {
			this.selector.select(this::selected, wait);
		}
		else {
			this.selector.selectNow(this::selected);
		}
	}

	private void selected(SelectionKey key) {
		long now = System.nanoTime();
		this.deliveries.reading(now);
		if (key.attachment() instanceof Connection connection && key.isValid()) {
			connection.selected(this.buffer);
		}
		this.deliveries.read(now);
	}

	/**
	 * A channel keeps to one publisher: there is no order between two connections.
	 */
	void publish(int channel, byte[] payload) {
		this.publishers.get(channel % this.publishers.size()).send(this.driver.publish(channel, payload));
	}

	List<Connection> subscribers() {
		return this.subscribers;
	}

	int members(int channel) {
		return this.members[channel];
	}

	int ready() {
		return this.ready;
	}

	/** Bytes read behind the handshakes. */
	long bytes() {
		return this.bytes;
	}

	boolean works() {
		return this.failure.isEmpty();
	}

	String failure() {
		return this.failure;
	}

	@Override
	public void read(int bytes) {
		this.bytes += bytes;
	}

	@Override
	public void accepted() {
		this.ready++;
	}

	@Override
	public void confirmed() {
		this.confirmed++;
	}

	@Override
	public void probed(int channel) {
		this.unprobed[channel]--;
		this.unprobedTotal--;
	}

	@Override
	public void delivered(int channel, long sequence, long intendedTime) {
		this.deliveries.delivered(channel, sequence, intendedTime);
	}

	@Override
	public void failed(String reason) {
		if (works()) {
			this.failure = (this.connecting ? "While connecting: " : "") + reason;
		}
	}

	void closeAll() throws IOException {
		this.subscribers.forEach(Connection::close);
		this.publishers.forEach(Connection::close);
		this.subscribers.clear();
		this.publishers.clear();
		this.ready = 0;
		// Closed channels leave the selector with its next selection.
		this.selector.selectNow();
	}

	@Override
	public void close() throws IOException {
		closeAll();
		this.selector.close();
	}

	/**
	 * Takes what arrives.
	 */
	interface Deliveries {

		/**
		 * A socket is going to be read.
		 * @param now the time, as {@link System#nanoTime()} counts
		 */
		void reading(long now);

		/**
		 * A socket has been read: a round over thousands of them takes longer than a
		 * publication may wait.
		 * @param now the time before that
		 */
		void read(long now);

		/**
		 * A publication has arrived.
		 * @param channel number of the channel
		 * @param sequence its sequence
		 * @param intendedTime when it should have been sent
		 */
		void delivered(int channel, long sequence, long intendedTime);

	}

}
