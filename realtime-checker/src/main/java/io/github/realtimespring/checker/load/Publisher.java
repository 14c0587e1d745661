package io.github.realtimespring.checker.load;

import java.io.IOException;
import java.net.ConnectException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.springframework.util.Assert;

import io.github.realtimespring.checker.client.Payload;
import io.github.realtimespring.checker.cluster.Edge;
import io.github.realtimespring.checker.cluster.Node;
import io.github.realtimespring.checker.history.Event;
import io.github.realtimespring.checker.history.History;
import io.github.realtimespring.checker.history.Position;
import io.github.realtimespring.checker.history.PublicationId;

/**
 * Publishes one after the other, through a node that it chooses anew each time. While it
 * doesn't know that a publication is kept it tries again, with the same idempotency key.
 */
public final class Publisher {

	private static final int MAX_FILLER = 500;

	private final Edge edge;

	private final History history;

	private final String name;

	private final Random random;

	private final Map<String, Long> sequences = new HashMap<>();

	/** Grows when a publication is given up: what may still come of it is in no order. */
	private int life;

	public Publisher(Edge edge, History history, String name, long seed) {
		this.edge = edge;
		this.history = history;
		this.name = name;
		this.random = new Random(seed);
	}

	/**
	 * Publish on channels at random.
	 * @param channels the channels
	 * @param count how many publications
	 * @param millis in about what time, if nothing holds it up
	 * @param untilNanos when to give up
	 */
	public void run(List<String> channels, int count, int millis, long untilNanos) throws InterruptedException {
		long start = System.nanoTime();
		for (int i = 0; i < count && System.nanoTime() < untilNanos; i++) {
			publish(channels.get(this.random.nextInt(channels.size())), untilNanos);
			long due = start + TimeUnit.MILLISECONDS.toNanos((long) millis * (i + 1) / count);
			TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
		}
	}

	/**
	 * Publish.
	 * @param channel where
	 * @param untilNanos when to give up
	 * @return whether it is kept for certain
	 */
	public boolean publish(String channel, long untilNanos) throws InterruptedException {
		long sequence = this.sequences.merge(channel, 1L, Long::sum);
		PublicationId id = new PublicationId(channel, this.name + "." + this.life, sequence);
		Payload payload = new Payload(id, "x".repeat(this.random.nextInt(MAX_FILLER)));
		do {
			if (attempt(id, payload)) {
				return true;
			}
			TimeUnit.MILLISECONDS.sleep(20 + this.random.nextInt(100));
		}
		while (System.nanoTime() < untilNanos);
		this.life++;
		return false;
	}

	private boolean attempt(PublicationId id, Payload payload) throws InterruptedException {
		List<Node> nodes = this.edge.chosen();
		if (nodes.isEmpty()) {
			return false;
		}
		Node node = nodes.get(this.random.nextInt(nodes.size()));
		long checksum = payload.checksum();
		this.history.add((time) -> new Event.Intended(time, id, checksum));
		String answer;
		try {
			answer = node.publish(id.channel(), id.publisher() + "-" + id.sequence(), payload.encode());
		}
		catch (ConnectException ex) {
			answer = "refused";
		}
		catch (IOException ex) {
			answer = "unknown";
		}
		String[] words = answer.split(" ");
		if (words[0].equals("stored")) {
			Assert.state(words.length == 3, () -> "No history is kept of " + id.channel());
			Position position = new Position(words[2], Long.parseLong(words[1]));
			this.history.add((time) -> new Event.Acknowledged(time, id, position));
			return true;
		}
		boolean known = words[0].equals("refused");
		this.history.add((time) -> new Event.Failed(time, id, known));
		return false;
	}

}
