package io.github.realtimespring.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A load generator in a process of its own, as its runner sees it. One run at a time.
 */
public final class LoadProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private final PrintStream input;

	/**
	 * Start the process.
	 * @param java command line of a JVM with this class on its class path, without a main
	 * class
	 */
	public LoadProcess(List<String> java) throws IOException {
		List<String> command = new ArrayList<>(java);
		command.add(LoadGenerator.class.getName());
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.output = this.process.inputReader(StandardCharsets.UTF_8);
		this.input = new PrintStream(this.process.getOutputStream(), true, StandardCharsets.UTF_8);
	}

	/**
	 * Run a workload.
	 * @param workload the workload
	 * @param target the server
	 * @param whileIdle what to do while idle connections are there; is only called for
	 * such a workload
	 */
	public Measurement run(Workload workload, Target target, Runnable whileIdle) throws IOException {
		Fields command = new Fields();
		workload.write(command);
		target.write(command);
		this.input.println(command);
		String line = this.output.readLine();
		if (LoadGenerator.ESTABLISHED.equals(line)) {
			try {
				whileIdle.run();
			}
			finally {
				this.input.println("release");
			}
			line = this.output.readLine();
		}
		return (line != null) ? Measurement.read(Fields.parse(line))
				: Measurement.failed("The load generator has ended");
	}

	@Override
	public void close() {
		this.input.close();
		this.process.destroy();
	}

}
