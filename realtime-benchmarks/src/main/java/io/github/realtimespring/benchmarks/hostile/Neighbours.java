package io.github.realtimespring.benchmarks.hostile;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.realtimespring.benchmarks.SampleArguments;
import io.github.realtimespring.benchmarks.hostile.script.Script.Language;
import io.github.realtimespring.benchmarks.hostile.script.Scripts;
import io.github.realtimespring.benchmarks.load.Tokens;
import io.github.realtimespring.benchmarks.load.protocol.Protocol;

/**
 * The honest clients: a subscriber of each protocol, and a publisher to both that
 * publishes a number 20 times a second, whether or not the last one has arrived.
 */
final class Neighbours implements AutoCloseable {

	/** Of the three clients, for each. */
	static final int SESSIONS = 3;

	private static final String CHANNEL = Scripts.PATTERNS + "neighbour";

	private static final int PERIOD_MILLIS = 50;

	private static final int READY_SECONDS = 20;

	private static final int LAST_SECONDS = 10;

	/** What the commands that come first are numbered with. */
	private static final int SETUP = 1_000_000_000;

	private static final int HISTORY_ENTRIES = 100;

	private static final int HISTORY_BYTES = 1024;

	private static final Pattern PUBLICATION = Pattern.compile("\\{\"n\":(\\d+),\"at\":(-?\\d+)}");

	private static final Pattern REPLY = Pattern.compile("\\{\"id\":(\\d+),\"(\\w+)\"");

	private final CountDownLatch ready = new CountDownLatch(2);

	private final CountDownLatch prepared = new CountDownLatch(HISTORY_ENTRIES);

	private final Receipts centrifugeReceipts = new Receipts();

	private final Receipts stompReceipts = new Receipts();

	private final Receipts acknowledged = new Receipts();

	private final AtomicInteger refused = new AtomicInteger();

	private final AtomicInteger published = new AtomicInteger();

	private final Latencies latencies = new Latencies();

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	private final HonestClient centrifuge;

	private final HonestClient stomp;

	private final HonestClient publisher;

	/**
	 * Connect all three.
	 * @param port the server's port
	 * @param secret the secret of its tokens
	 */
	Neighbours(int port, String secret) throws IOException {
		Tokens tokens = new Tokens(secret, true);
		this.centrifuge = client(port, Language.CENTRIFUGE, tokens, this::centrifugeReceived);
		this.stomp = client(port, Language.STOMP, tokens, this::stompReceived);
		this.publisher = client(port, Language.CENTRIFUGE, tokens, this::publisherReceived);
	}

	private static HonestClient client(int port, Language language, Tokens tokens, Consumer<String> messages)
			throws IOException {
		Protocol protocol = (language == Language.STOMP) ? Protocol.STOMP : Protocol.CENTRIFUGE;
		return new HonestClient(port, SampleArguments.path(protocol), language.subprotocol(), tokens.token("neighbour"),
				messages);
	}

	/**
	 * Subscribe, fill the channel with history, and begin to publish.
	 */
	void start() throws IOException, InterruptedException {
		this.centrifuge.send("{\"id\":%d,\"connect\":{}}\n{\"id\":%d,\"subscribe\":{\"channel\":\"%s\"}}"
			.formatted(SETUP, SETUP + 1, CHANNEL));
		this.stomp.send("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n\n\0");
		this.publisher.send("{\"id\":%d,\"connect\":{}}".formatted(SETUP));
		await(this.ready, "Subscriptions");
		String content = "x".repeat(HISTORY_BYTES);
		for (int i = 0; i < HISTORY_ENTRIES; i++) {
			this.publisher
				.send("{\"id\":%d,\"publish\":{\"channel\":\"%s\",\"data\":{\"number\":%d,\"content\":\"%s\"}}}"
					.formatted(SETUP + 1 + i, Scripts.HISTORY_CHANNEL, i, content));
		}
		await(this.prepared, "Publications");
		long first = System.nanoTime();
		this.clock.scheduleAtFixedRate(() -> publish(first), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
	}

	private static void await(CountDownLatch latch, String what) throws IOException, InterruptedException {
		if (!latch.await(READY_SECONDS, TimeUnit.SECONDS)) {
			throw new IOException(what + " of the neighbour are not confirmed");
		}
	}

	/** As of the time at which it should have left. */
	private void publish(long first) {
		int number = this.published.getAndIncrement();
		long at = first + TimeUnit.MILLISECONDS.toNanos((long) number * PERIOD_MILLIS);
		this.publisher.send("{\"id\":%d,\"publish\":{\"channel\":\"%s\",\"data\":{\"n\":%d,\"at\":%d}}}"
			.formatted(number + 1, CHANNEL, number, at));
	}

	private void centrifugeReceived(String message) {
		for (String line : message.split("\n")) {
			if (line.equals("{}")) {
				this.centrifuge.send("{}");
			}
			else if (line.startsWith("{\"id\":" + (SETUP + 1) + ",\"subscribe\"")) {
				this.ready.countDown();
			}
			else if (line.startsWith("{\"push\":")) {
				received(line, this.centrifugeReceipts);
			}
		}
	}

	private void stompReceived(String message) {
		if (message.startsWith("CONNECTED\n")) {
			this.stomp.send("SUBSCRIBE\nid:neighbour\nreceipt:neighbour\ndestination:/topic/" + CHANNEL + "\n\n\0");
		}
		else if (message.startsWith("RECEIPT\n")) {
			this.ready.countDown();
		}
		else {
			received(message, this.stompReceipts);
		}
	}

	/** One message may hold several publications. */
	private void received(String text, Receipts receipts) {
		Matcher matcher = PUBLICATION.matcher(text);
		while (matcher.find()) {
			receipts.received(Integer.parseInt(matcher.group(1)));
			this.latencies.ended(Long.parseLong(matcher.group(2)));
		}
	}

	private void publisherReceived(String message) {
		for (String line : message.split("\n")) {
			if (line.equals("{}")) {
				this.publisher.send("{}");
			}
			Matcher matcher = REPLY.matcher(line);
			if (matcher.lookingAt()) {
				replied(Integer.parseInt(matcher.group(1)), matcher.group(2).equals("publish"));
			}
		}
	}

	private void replied(int id, boolean accepted) {
		if (id > SETUP && accepted) {
			this.prepared.countDown();
		}
		else if (id < SETUP && accepted) {
			this.acknowledged.received(id - 1);
		}
		else if (id < SETUP) {
			this.refused.incrementAndGet();
		}
	}

	/**
	 * Stop publishing, and wait for what is under way.
	 */
	void stop() throws InterruptedException {
		this.clock.shutdown();
		this.clock.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS);
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_SECONDS);
		while ((unanswered() > 0 || lost() > 0) && System.nanoTime() < end) {
			TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
		}
	}

	/** Publications that were neither acknowledged nor refused. */
	long unanswered() {
		return this.published.get() - this.acknowledged.all().cardinality() - this.refused.get();
	}

	long refused() {
		return this.refused.get();
	}

	/** Deliveries of acknowledged publications that are missing. */
	long lost() {
		return this.centrifugeReceipts.missing(this.acknowledged) + this.stompReceipts.missing(this.acknowledged);
	}

	/** Deliveries that came again. */
	long doubled() {
		return this.centrifugeReceipts.doubled() + this.stompReceipts.doubled();
	}

	/** Clients that the server has ended. */
	long closed() {
		return List.of(this.centrifuge, this.stomp, this.publisher).stream().filter(HonestClient::isLost).count();
	}

	/** From when a publication should have left to when it has arrived. */
	Latencies latencies() {
		return this.latencies;
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
		this.centrifuge.close();
		this.stomp.close();
		this.publisher.close();
	}

}
