package io.github.realtimespring.benchmarks.hostile.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import io.github.realtimespring.benchmarks.hostile.script.Attack;
import io.github.realtimespring.benchmarks.hostile.script.Scripts;
import io.github.realtimespring.benchmarks.load.Tokens;

/**
 * The attackers' process: one thread for all connections. Answers each line on standard
 * input with a line of counts; ends with standard input, or after an hour.
 */
public final class Attackers {

	/** Asks for the counts. */
	static final String COUNT = "count";

	/** Asks it to attack. */
	static final String START = "start";

	/** Asks it to read what is there, and to close all connections. */
	static final String STOP = "stop";

	private static final String GONE = "gone";

	private static final int BUFFER = 256 * 1024;

	private static final int SELECT_MILLIS = 5;

	/**
	 * One connection is opened after the other: what many handshakes at once cost is
	 * another question than what their clients do afterwards.
	 */
	private static final long OPEN_NANOS = Duration.ofMillis(8).toNanos();

	private static final long DRAIN_NANOS = Duration.ofSeconds(2).toNanos();

	private static final long MAX_NANOS = Duration.ofHours(1).toNanos();

	private final AttackCounts counts = new AttackCounts();

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private final List<AttackConnection> connections;

	private final byte[] buffer = new byte[BUFFER];

	private boolean attacking;

	private long openAt;

	private int opened;

	private Attackers(Attack attack, int port, String secret) {
		Scripts scripts = new Scripts(attack, !secret.isEmpty());
		Tokens tokens = secret.isEmpty() ? null : new Tokens(secret, true);
		this.connections = IntStream.range(0, attack.connections())
			.mapToObj((number) -> new AttackConnection(number, scripts.script(number), port,
					(tokens != null) ? tokens.token(Scripts.name(number)) : null, this.counts))
			.toList();
	}

	/**
	 * Attack.
	 * @param args name of the attack, the server's port, and the secret of the clients'
	 * tokens unless they have none
	 */
	public static void main(String[] args) throws IOException {
		new Attackers(Attack.of(args[0]), Integer.parseInt(args[1]), (args.length > 2) ? args[2] : "").run();
	}

	private void run() throws IOException {
		Thread reader = new Thread(this::read, "commands");
		reader.setDaemon(true);
		reader.start();
		try (Selector selector = Selector.open()) {
			String line = "";
			long end = System.nanoTime() + MAX_NANOS;
			while (!line.equals(GONE) && System.nanoTime() < end) {
				if (this.attacking) {
					open(selector);
				}
				select(selector);
				line = this.lines.isEmpty() ? "" : this.lines.remove();
				obey(line, selector);
			}
		}
		finally {
			close();
		}
	}

	private void obey(String line, Selector selector) throws IOException {
		if (line.equals(START)) {
			this.attacking = true;
		}
		else if (line.equals(STOP)) {
			this.attacking = false;
			drain(selector);
			close();
		}
		if (!line.isEmpty() && !line.equals(GONE)) {
			tell();
		}
	}

	private void open(Selector selector) {
		if (System.nanoTime() < this.openAt) {
			return;
		}
		this.openAt = System.nanoTime() + OPEN_NANOS;
		this.connections.get(this.opened++ % this.connections.size()).open(selector);
	}

	private void select(Selector selector) throws IOException {
		selector.select((key) -> selected(key), SELECT_MILLIS);
	}

	private void selected(SelectionKey key) {
		((AttackConnection) key.attachment()).selected(this.buffer);
	}

	private void drain(Selector selector) throws IOException {
		this.connections.forEach(AttackConnection::drain);
		for (long end = System.nanoTime() + DRAIN_NANOS; System.nanoTime() < end;) {
			select(selector);
		}
	}

	private void close() {
		this.connections.forEach(AttackConnection::close);
	}

	private void tell() {
		System.out.println(this.counts.line(this.connections.stream().filter(AttackConnection::isAttacking).count()));
	}

	private void read() {
		try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			for (String line = input.readLine(); line != null; line = input.readLine()) {
				this.lines.add(line);
			}
		}
		catch (IOException ex) {
			// The runner is gone.
		}
		this.lines.add(GONE);
	}

}
