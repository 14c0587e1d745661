package io.github.realtimespring.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

/**
 * The load generator's process. Takes one run a line from standard input, until that
 * ends, and answers each with a line on standard output. Idle connections are announced
 * by a line of their own, and stay until the next line comes.
 */
public final class LoadGenerator {

	/** Announces idle connections. */
	static final String ESTABLISHED = "established";

	private static final String END = "end";

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private LoadGenerator() {
		Thread reader = new Thread(this::read, "commands");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Run until standard input ends.
	 * @param args none
	 */
	public static void main(String[] args) throws InterruptedException {
		new LoadGenerator().run();
	}

	private void run() throws InterruptedException {
		String line = this.lines.take();
		while (!line.equals(END)) {
			Fields answer = new Fields();
			measure(Fields.parse(line)).write(answer);
			System.out.println(answer);
			line = this.lines.take();
		}
	}

	private Measurement measure(Fields command) {
		try (LoadRun run = new LoadRun(Workload.read(command), Target.read(command))) {
			return run.run(idle());
		}
		catch (IOException | RuntimeException ex) {
			return Measurement.failed(ex.toString());
		}
	}

	private BooleanSupplier idle() {
		boolean[] announced = new boolean[1];
		return () -> {
			if (!announced[0]) {
				announced[0] = true;
				System.out.println(ESTABLISHED);
			}
			return this.lines.poll() == null;
		};
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
		this.lines.add(END);
	}

}
