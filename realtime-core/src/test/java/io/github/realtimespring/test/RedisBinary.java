package io.github.realtimespring.test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import redis.embedded.core.ExecutableProvider;

import org.springframework.util.StringUtils;

/**
 * Finds a Redis server to start: the one on the path, else the one that a test library
 * brings along, unpacked once per JVM.
 */
final class RedisBinary {

	private static final String NAME = "redis-server";

	private static String path;

	private RedisBinary() {
	}

	static synchronized String path() throws IOException {
		if (path == null) {
			String installed = find();
			path = (installed != null) ? installed : unpack();
		}
		return path;
	}

	private static String find() {
		String[] directories = StringUtils.tokenizeToStringArray(System.getenv("PATH"), File.pathSeparator);
		return Arrays.stream((directories != null) ? directories : new String[0])
			.map((directory) -> Path.of(directory, NAME))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst()
			.orElse(null);
	}

	private static String unpack() throws IOException {
		File directory = Files.createTempDirectory("redis-binary").toFile();
		File binary = ExecutableProvider.newJarResourceProvider(directory).get();
		directory.deleteOnExit();
		binary.deleteOnExit();
		return binary.getPath();
	}

}
