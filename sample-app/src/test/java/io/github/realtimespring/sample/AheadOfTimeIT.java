package io.github.realtimespring.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.realtimespring.test.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample, processed ahead of time and started with the result.
 */
class AheadOfTimeIT {

	// A string, as here the class is in the packaged jar only
	private static final String MAIN = "io.github.realtimespring.sample.SampleApplication";

	@TempDir
	private static Path folder;

	private static String classPath;

	@BeforeAll
	static void process() throws IOException, InterruptedException {
		Stream<String> libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((element) -> !element.endsWith("test-classes") && !element.endsWith("-tests.jar")
					&& !element.endsWith("sample-app.jar") && !element.contains("spring-boot-devtools"));
		String main = Stream.concat(Stream.of(Path.of("target", "classes").toAbsolutePath().toString()), libraries)
			.collect(Collectors.joining(File.pathSeparator));
		Path sources = Files.createDirectories(folder.resolve("sources"));
		Path classes = Files.createDirectories(folder.resolve("classes"));
		run("-cp", main, "org.springframework.boot.SpringApplicationAotProcessor", MAIN, sources.toString(),
				classes.toString(), classes.toString(), "io.github.realtimespring", "sample-app");
		compile(main, sources, classes);
		classPath = classes + File.pathSeparator + main;
	}

	private static void run(String... arguments) throws IOException, InterruptedException {
		Path log = folder.resolve("process.log");
		List<String> command = Stream.concat(Stream.of(JarNode.java(), "-Xmx256m"), Arrays.stream(arguments)).toList();
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		try {
			assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).as(Files.readString(log)).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void compile(String main, Path sources, Path classes) throws IOException {
		try (Stream<Path> files = Files.walk(sources)) {
			List<String> generated = files.map(Path::toString).filter((file) -> file.endsWith(".java")).toList();
			assertThat(generated).isNotEmpty();
			String[] arguments = Stream
				.concat(Stream.of("-nowarn", "-proc:none", "-cp", main, "-d", classes.toString()), generated.stream())
				.toArray(String[]::new);
			assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
		}
	}

	@Test
	void theRelayIsChosenAtRunTime() {
		try (RedisServer redis = RedisServer.start();
				JarNode node = start("aot-redis", "--realtime.relay.type=redis",
						"--spring.data.redis.port=" + redis.port())) {
			assertThat(node.log()).contains("Redis relay is delivering").doesNotContain("The relay is local");
		}
	}

	@Test
	void withoutPropertiesTheRelayIsLocal() {
		try (JarNode node = start("aot-local")) {
			assertThat(node.log()).contains("The relay is local");
		}
	}

	private static JarNode start(String name, String... arguments) {
		return JarNode.start(name, List.of("-Dspring.aot.enabled=true", "-cp", classPath, MAIN), arguments);
	}

}
