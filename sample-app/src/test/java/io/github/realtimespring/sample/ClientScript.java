package io.github.realtimespring.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs a script of {@code frontend/e2e} against two nodes, with the packages of the page.
 */
final class ClientScript {

	private static final Path FRONTEND = Path.of("frontend");

	private ClientScript() {
	}

	/**
	 * Whether the page's packages are installed; they are not with
	 * {@code -Dfrontend.skip}.
	 */
	static boolean isAvailable() {
		return Files.exists(FRONTEND.resolve("node_modules").resolve(".package-lock.json"));
	}

	/**
	 * Run a script, which must succeed.
	 * @param first the base address of a node
	 * @param second the base address of another node
	 */
	static void run(String script, String first, String second, Map<String, String> environment)
			throws IOException, InterruptedException {
		Path output = Files.createTempFile("e2e", ".log");
		ProcessBuilder builder = new ProcessBuilder("node", script).directory(FRONTEND.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().put("NODE_A", first);
		builder.environment().put("NODE_B", second);
		builder.environment().putAll(environment);
		Process process = builder.start();
		boolean ended = process.waitFor(180, TimeUnit.SECONDS);
		process.destroyForcibly();
		assertThat(ended).as("%s ended in time:%n%s", script, Files.readString(output)).isTrue();
		assertThat(process.exitValue()).as("%s:%n%s", script, Files.readString(output)).isZero();
	}

}
