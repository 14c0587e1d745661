package io.github.realtimespring.checker.client;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.realtimespring.checker.history.Event;
import io.github.realtimespring.checker.history.History;
import io.github.realtimespring.checker.history.Position;

/**
 * A client of ours: connects again until it is closed, and subscribes again from where it
 * stood.
 */
public abstract class SocketClient implements Client {

	static final JsonMapper JSON = JsonMapper.shared();

	private static final int CHECK_MILLIS = 500;

	private static final long MAX_ANSWER_NANOS = Duration.ofSeconds(6).toNanos();

	private final Connections connections;

	private final ClientOptions options;

	private final History history;

	private final SplittableRandom random;

	/** By the name of the channel on the relay. */
	private final Map<String, Interest> interests = new LinkedHashMap<>();

	/** What was left and not answered; some of it may be wanted anew already. */
	private final Set<Interest> leaving = new LinkedHashSet<>();

	private @Nullable Connection connection;

	/** How often it has tried to connect since it was last subscribed to something. */
	private int attempts;

	private boolean closed;

	private boolean offline;

	SocketClient(Connections connections, ClientOptions options, History history, long seed) {
		this.connections = connections;
		this.options = options;
		this.history = history;
		this.random = new SplittableRandom(seed);
	}

	ClientOptions options() {
		return this.options;
	}

	History history() {
		return this.history;
	}

	Map<String, Interest> interests() {
		return this.interests;
	}

	/** The endpoint's path. */
	abstract String path();

	/** The subprotocol to ask for. */
	abstract String subprotocol();

	/** The connection stands: begin to talk. Called with this client's lock. */
	abstract void opened();

	/** A message has come. Called with this client's lock. */
	abstract void received(String message);

	/** Ask for a channel. Called with this client's lock, on an open connection. */
	abstract void sendSubscribe(Interest interest);

	/** Leave a channel. Called with this client's lock, on an open connection. */
	abstract void sendUnsubscribe(Interest interest);

	/** Called regularly while the connection stands, with this client's lock. */
	abstract void tick();

	/** Whether channels can be asked for. */
	abstract boolean isReady();

	/** The connection is lost. */
	abstract void reset();

	@Override
	public synchronized void start() {
		this.offline = false;
		connect();
	}

	/**
	 * Lose the connection, and stay away until it is started again.
	 */
	public synchronized void leave() {
		this.offline = true;
		fail("away");
	}

	private synchronized void connect() {
		if (this.offline || this.closed || this.connection != null) {
			return;
		}
		Connection opening = new Connection(this, this.connections.loop());
		this.connection = opening;
		try {
			opening.connect(this.connections.route().choose(this.options), path(), subprotocol());
		}
		catch (IOException ex) {
			lost(opening, "not connected");
			return;
		}
		this.connections.scheduler().schedule(() -> {
			synchronized (this) {
				if (!opening.isOpen()) {
					lost(opening, "not connected");
				}
			}
		}, this.options.patience().toMillis() / 2, TimeUnit.MILLISECONDS);
	}

	@Override
	public synchronized void subscribe(String channel) {
		Interest interest = new Interest(channel, this.options.requested(channel));
		this.interests.put(channel, interest);
		if (isReady()) {
			ask(interest);
		}
	}

	void ask(Interest interest) {
		interest.askedAt(System.nanoTime());
		sendSubscribe(interest);
	}

	/**
	 * Ask again, but not at once.
	 */
	void askLater(Interest interest) {
		interest.askedAt(0);
		Connection asked = this.connection;
		this.connections.scheduler().schedule(() -> {
			synchronized (this) {
				if (this.connection == asked && isReady() && !interest.isLeaving() && interest.askedAt() == 0) {
					ask(interest);
				}
			}
		}, this.connections.route().delayMillis(0, this.random), TimeUnit.MILLISECONDS);
	}

	@Override
	public synchronized void unsubscribe(String channel) {
		Interest interest = this.interests.get(channel);
		if (interest != null) {
			interest.leave();
			this.leaving.add(interest);
			if (isReady()) {
				interest.askedAt(System.nanoTime());
				sendUnsubscribe(interest);
			}
			else {
				left(interest);
			}
		}
	}

	void left(Interest interest) {
		this.leaving.remove(interest);
		this.interests.remove(interest.channel(), interest);
		this.history.add((time) -> new Event.Unsubscribed(time, this.options.name(), interest.channel()));
	}

	/**
	 * Note a publication.
	 * @param interest the subscription
	 * @param data its payload
	 * @param offset its offset, -1 if it carries none
	 * @param epoch its epoch, if it carries one
	 */
	void delivered(Interest interest, JsonNode data, long offset, @Nullable String epoch) {
		Payload payload = Payload.decode(data);
		long checksum = payload.checksum();
		this.history.add((time) -> new Event.Delivered(time, this.options.name(), interest.channel(),
				payload.publication(), checksum, offset, epoch));
		Position position = interest.position();
		if (position != null && offset > 0) {
			interest.position(new Position((epoch != null) ? epoch : position.epoch(), offset));
		}
	}

	void subscribed(Interest interest, boolean recovering, boolean recovered, @Nullable Position position) {
		interest.askedAt(0);
		this.attempts = 0;
		this.history.add((time) -> new Event.Subscribed(time, this.options.name(), interest.channel(), recovering,
				recovered, position));
		Position before = interest.position();
		interest.position((recovered && before != null && position != null)
				? new Position(position.epoch(), before.offset()) : position);
	}

	void send(String message) {
		Connection current = this.connection;
		if (current != null) {
			current.send(message);
		}
	}

	/**
	 * Give the connection up, and come again.
	 */
	void fail(String reason) {
		Connection current = this.connection;
		if (current != null) {
			lost(current, reason);
		}
	}

	/** The connection stands. Called with this client's lock. */
	void opened(Connection connection) {
		this.connections.route().opened();
		opened();
		checkLater(connection);
	}

	private void checkLater(Connection connection) {
		this.connections.scheduler().schedule(() -> check(connection), CHECK_MILLIS, TimeUnit.MILLISECONDS);
	}

	private synchronized void check(Connection connection) {
		long now = System.nanoTime();
		if (connection.isAborted()) {
			return;
		}
		if (now - connection.readAt() > this.options.patience().toNanos()) {
			lost(connection, "silent");
		}
		else if (this.interests.values()
			.stream()
			.anyMatch((interest) -> interest.askedAt() != 0 && now - interest.askedAt() > MAX_ANSWER_NANOS)) {
			lost(connection, "no answer");
		}
		else {
			tick();
			checkLater(connection);
		}
	}

	synchronized void lost(Connection connection, String reason) {
		if (this.connection != connection) {
			return;
		}
		connection.abort();
		this.connection = null;
		reset();
		this.interests.values().forEach((interest) -> interest.askedAt(0));
		List.copyOf(this.leaving).forEach(this::left);
		if (!this.closed) {
			this.history.remark(this.options.name(), "connection lost: " + reason);
			int delay = this.connections.route().delayMillis(this.attempts++, this.random);
			this.connections.scheduler().schedule(this::connect, delay, TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		fail("closed");
	}

}
