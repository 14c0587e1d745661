package io.github.realtimespring.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.test.RedisServer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Two processes of the packaged sample with a Redis server between them, used with the
 * official client libraries and with a browser.
 */
class TwoJarsIT {

	private static final Log logger = LogFactory.getLog(TwoJarsIT.class);

	private static RedisServer redis;

	private static JarNode first;

	private static JarNode second;

	@BeforeAll
	static void start() {
		boolean built = Files.exists(Path.of("target", "classes", "static", "index.html"));
		if (!built) {
			logger.warn("Skipped: the page was not built (-Dfrontend.skip)");
		}
		assumeTrue(built, "The page was not built (-Dfrontend.skip)");
		redis = RedisServer.start();
		first = node("north");
		second = node("south");
	}

	private static JarNode node(String name) {
		return JarNode.start(name, "--realtime.relay.type=redis", "--spring.data.redis.host=127.0.0.1",
				"--spring.data.redis.port=" + redis.port(), "--realtime.namespaces.rooms.publish=authenticated",
				"--realtime.namespaces.default.patterns=true", "--realtime.namespaces.kept.publish=authenticated",
				"--realtime.namespaces.kept.history.max-publications=100");
	}

	@AfterAll
	static void stop() {
		Stream.of(first, second).filter((node) -> node != null).forEach(JarNode::close);
		if (redis != null) {
			redis.close();
		}
	}

	@Test
	void theOfficialClientLibrariesTalkToEachOther() throws Exception {
		run("e2e/official-clients.mjs", Map.of());
	}

	@Test
	void aStompTabAndACentrifugeTabTalkToEachOther() throws Exception {
		Optional<String> chromium = chromium();
		if (chromium.isEmpty()) {
			logger.warn("Skipped: no Chromium or Chrome on the PATH");
		}
		assumeTrue(chromium.isPresent(), "No Chromium or Chrome on the PATH");
		run("e2e/pages.mjs", Map.of("CHROMIUM", chromium.get()));
	}

	@Test
	void anOperatorRevokesUsersWhosePagesShowIt() throws Exception {
		Optional<String> chromium = chromium();
		assumeTrue(chromium.isPresent(), "No Chromium or Chrome on the PATH");
		run("e2e/operator.mjs", Map.of("CHROMIUM", chromium.get()));
	}

	private static void run(String script, Map<String, String> environment) throws IOException, InterruptedException {
		ClientScript.run(script, first.address(), second.address(), environment);
	}

	private static Optional<String> chromium() {
		List<String> names = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.flatMap((directory) -> names.stream().map((name) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst();
	}

}
