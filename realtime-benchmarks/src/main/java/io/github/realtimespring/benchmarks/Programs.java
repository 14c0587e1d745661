package io.github.realtimespring.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is installed, and what is free.
 */
public final class Programs {

	private Programs() {
	}

	/**
	 * Find a program on the path.
	 * @param program its name
	 */
	static Optional<Path> find(String program) {
		String path = System.getenv().getOrDefault("PATH", "");
		return Arrays.stream(path.split(File.pathSeparator))
			.map((folder) -> Path.of(folder, program))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Why a contender is left out.
	 * @param program the program that it needs
	 * @return empty if it is there
	 */
	public static String missing(String program) {
		return find(program).isPresent() ? "" : program + " isn't on the path";
	}

	/**
	 * The Java launcher that this process runs with.
	 */
	public static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	/**
	 * A port of the loopback interface that is free now.
	 */
	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
