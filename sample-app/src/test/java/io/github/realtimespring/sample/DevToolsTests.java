package io.github.realtimespring.sample;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.realtimespring.sample.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node with {@code spring-boot-devtools}, which restarts in the same JVM with a new
 * class loader.
 */
class DevToolsTests {

	@TempDir
	private Path folder;

	@ParameterizedTest(name = "libraries are {0}d")
	@CsvSource({ "exclude, kept over a restart as jars are", "include, loaded anew as in a workspace" })
	void aNodeClosesItsClientsServesAgainAndEndsCleanly(String libraries, String description) throws IOException {
		Path settings = Files.createDirectories(this.folder.resolve("META-INF")).resolve("spring-devtools.properties");
		Files.writeString(settings,
				"restart." + libraries + ".realtime=/realtime-(core|spring-boot-autoconfigure)/target/");
		Path watched = Files.createDirectories(this.folder.resolve("watched"));
		String classPath = this.folder + File.pathSeparator + System.getProperty("java.class.path");
		JarNode node = JarNode.start("devtools-" + libraries,
				List.of("-cp", classPath, SampleApplication.class.getName()), "--spring.profiles.active=open",
				"--spring.devtools.livereload.enabled=false", "--spring.devtools.restart.poll-interval=100ms",
				"--spring.devtools.restart.quiet-period=50ms", "--spring.devtools.restart.additional-paths=" + watched,
				"--realtime.drain.period=0s");
		try (node) {
			try (StompTestClient stomp = talk(node)) {
				Files.writeString(watched.resolve("changed"), "");
				assertThat(stomp.awaitClose()).isEqualTo(1001);
			}
			await().atMost(Duration.ofSeconds(120)).until(() -> starts(node) >= 2);
			talk(node).close();
		}
		assertThat(node.log()).contains("restartedMain").doesNotContain("ERROR", "Exception");
	}

	/**
	 * Let a client of each protocol say something, and hear the other.
	 * @return the client that speaks STOMP
	 */
	private static StompTestClient talk(JarNode node) {
		StompTestClient stomp = new StompTestClient(uri(node, "/ws"));
		try (CentrifugeTestClient centrifuge = new CentrifugeTestClient(uri(node, "/connection/websocket"))) {
			stomp.send("CONNECT", Map.of("accept-version", "1.2", "host", "localhost"), "");
			stomp.awaitFrame("CONNECTED", (frame) -> true);
			stomp.subscribe("s", "/topic/chat:lobby");
			assertThat(centrifuge.call("connect", "{}").has("connect")).isTrue();
			assertThat(centrifuge.subscribe("chat:lobby").has("subscribe")).isTrue();
			stomp.send("SEND", Map.of("destination", "/app/chat", "content-type", "application/json"),
					"{\"text\":\"by stomp\"}");
			assertThat(centrifuge.call("rpc", "{\"method\":\"chat\",\"data\":{\"text\":\"by centrifuge\"}}").has("rpc"))
				.isTrue();
			await()
				.until(() -> centrifuge.publications().stream().anyMatch((data) -> data.toString().contains("by stomp"))
						&& stomp.bodies().stream().anyMatch((body) -> body.contains("by centrifuge")));
		}
		return stomp;
	}

	private static int starts(JarNode node) {
		return node.log().split("Started SampleApplication", -1).length - 1;
	}

	private static URI uri(JarNode node, String path) {
		return URI.create(node.address().replace("http:", "ws:") + path);
	}

}
