package io.github.realtimespring.benchmarks.hostile.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.realtimespring.benchmarks.Programs;
import io.github.realtimespring.benchmarks.gauge.Pinning;
import io.github.realtimespring.benchmarks.hostile.script.Attack;

/**
 * The attackers in a process of their own, as the runner sees them.
 */
public final class AttackProcess implements AutoCloseable {

	private static final int END_SECONDS = 10;

	/** Nobody who measures has to wait for them. */
	private static final List<String> POLITE = List.of("nice", "-n", "19");

	private final Process process;

	private final BufferedReader output;

	private final PrintStream input;

	/**
	 * Start the process, which does nothing yet.
	 * @param attack what it does
	 * @param port the server's port
	 * @param secret the secret of its tokens, empty for clients without a token
	 * @param log takes what it is told when it is refused
	 */
	public AttackProcess(Attack attack, int port, String secret, Path log) throws IOException {
		List<String> command = new ArrayList<>();
		if (Pinning.isPossible() && Programs.missing(POLITE.get(0)).isEmpty()) {
			command.addAll(POLITE);
		}
		command.addAll(Pinning.generator());
		command
			.addAll(List.of(Programs.java(), "-Xmx1g", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
					Attackers.class.getName(), attack.title(), Integer.toString(port)));
		if (!secret.isEmpty()) {
			command.add(secret);
		}
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
		this.output = this.process.inputReader(StandardCharsets.UTF_8);
		this.input = new PrintStream(this.process.getOutputStream(), true, StandardCharsets.UTF_8);
	}

	/**
	 * What they have done so far.
	 */
	public AttackCounts.Snapshot count() throws IOException {
		return ask(Attackers.COUNT);
	}

	/**
	 * Have them attack.
	 */
	public void start() throws IOException {
		ask(Attackers.START);
	}

	/**
	 * Have them read what is there, and go.
	 */
	public AttackCounts.Snapshot stop() throws IOException {
		return ask(Attackers.STOP);
	}

	private AttackCounts.Snapshot ask(String command) throws IOException {
		this.input.println(command);
		String line = this.output.readLine();
		if (line == null) {
			throw new IOException("The attackers have ended");
		}
		return AttackCounts.Snapshot.parse(line);
	}

	@Override
	public void close() {
		this.input.close();
		try {
			this.process.waitFor(END_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.process.destroyForcibly();
	}

}
