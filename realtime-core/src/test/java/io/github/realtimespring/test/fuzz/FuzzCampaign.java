package io.github.realtimespring.test.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lets Jazzer fuzz every decoder until its coverage no longer grows. Runs with the
 * profile {@code fuzz} only, each decoder in a process of its own. What Jazzer finds to
 * be of interest is in {@code target/fuzz}; inputs that matter are added to
 * {@code src/test/resources/fuzz}.
 */
class FuzzCampaign {

	private static final int RUNS = Integer.getInteger("fuzz.runs", 100_000);

	private static final int MAX_ROUNDS = Integer.getInteger("fuzz.rounds", 20);

	private static final Pattern COVERAGE = Pattern.compile("DONE\\s+cov: (\\d+) ft: (\\d+) corp: (\\d+)");

	static Stream<String> decoders() {
		return Stream.of("protocol.stomp.session.StompFrame", "protocol.centrifuge.codec.Command",
				"relay.redis.envelope.Envelope", "relay.redis.seal.MessageSeal", "relay.redis.RedisDecoders",
				"hub.control.ControlCommand", "resume.ResumeTokens", "security.Token",
				"transport.websocket.HandshakeToken", "transport.websocket.sockjs.SockJsSend");
	}

	@ParameterizedTest
	@MethodSource("decoders")
	void untilCoverageNoLongerGrows(String decoder) throws Exception {
		Class<?> test = ClassUtils.forName("io.github.realtimespring.internal." + decoder + "FuzzTests", null);
		Path folder = Files.createDirectories(Path.of("target", "fuzz", test.getSimpleName()));
		writeSeeds(test, Files.createDirectories(folder.resolve("corpus")));
		int coverage = -1;
		for (int round = 1; round <= MAX_ROUNDS; round++) {
			Path log = folder.resolve("round-" + round + ".log");
			int exit = jazzer(test, folder, log);
			List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
			assertThat(exit).as(() -> String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size())))
				.isZero();
			Matcher done = COVERAGE.matcher(String.join("\n", lines));
			assertThat(done.find()).as("a last line in " + log).isTrue();
			System.out.println(test.getSimpleName() + ", round " + round + " of " + RUNS + " inputs: " + done.group());
			if (Integer.parseInt(done.group(1)) <= coverage) {
				return;
			}
			coverage = Integer.parseInt(done.group(1));
		}
	}

	private static void writeSeeds(Class<?> test, Path corpus) throws IOException {
		Field field = ReflectionUtils.findField(test, "fuzzing");
		ReflectionUtils.makeAccessible(field);
		List<byte[]> inputs = ((Fuzzing) ReflectionUtils.getField(field, null)).inputs();
		for (int i = 0; i < inputs.size(); i++) {
			Files.write(corpus.resolve("seed-" + i), inputs.get(i));
		}
	}

	private static int jazzer(Class<?> test, Path folder, Path log) {
		try {
			return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
					"-XX:+EnableDynamicAgentLoading", "-cp", System.getProperty("java.class.path"),
					"com.code_intelligence.jazzer.Jazzer", "--target_class=" + test.getName(),
					"--instrumentation_includes=io.github.realtimespring.internal.**",
					"--reproducer_path=" + folder.toAbsolutePath(), "-artifact_prefix=" + folder.toAbsolutePath() + "/",
					"-runs=" + RUNS, "-max_len=" + Fuzzing.MAX_LENGTH, "-use_value_profile=1", "-rss_limit_mb=4096",
					folder.resolve("corpus").toString())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start()
				.waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
