package io.github.realtimespring.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import static org.awaitility.Awaitility.await;

/**
 * One node of the sample as a process of its own, started from the packaged jar.
 */
final class JarNode implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(JarNode.class);

	private static final Path JAR = Path.of("target", "sample-app.jar");

	private final Process process;

	private final int port;

	private final Path log;

	private JarNode(Process process, int port, Path log) {
		this.process = process;
		this.port = port;
		this.log = log;
	}

	static JarNode start(String name, String... arguments) {
		return start(name, List.of("-jar", JAR.toAbsolutePath().toString()), arguments);
	}

	/**
	 * Start a node.
	 * @param main the options of the JVM that name the application
	 */
	static JarNode start(String name, List<String> main, String... arguments) {
		try {
			int port = freePort();
			Path log = Path.of("target", name + ".log").toAbsolutePath();
			List<String> command = new ArrayList<>(List.of(java(), "-Xmx256m"));
			command.addAll(main);
			command.addAll(List.of("--server.port=" + port, "--realtime.node-name=" + name));
			command.addAll(List.of(arguments));
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start();
			JarNode node = new JarNode(process, port, log);
			boolean ready = false;
			try {
				node.awaitReady();
				ready = true;
			}
			finally {
				if (!ready) {
					node.close();
					logger.error("Node did not start:\n" + Files.readString(log));
				}
			}
			return node;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String java() {
		return ProcessHandle.current().info().command().orElse("java");
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private void awaitReady() {
		HttpClient client = HttpClient.newHttpClient();
		HttpRequest health = HttpRequest.newBuilder(URI.create(address() + "/actuator/health")).build();
		await().atMost(Duration.ofSeconds(120)).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
			if (!this.process.isAlive()) {
				throw new IllegalStateException("The process has ended");
			}
			return client.send(health, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
		});
	}

	String address() {
		return "http://127.0.0.1:" + this.port;
	}

	String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
