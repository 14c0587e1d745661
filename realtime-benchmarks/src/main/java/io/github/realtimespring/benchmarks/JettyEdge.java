package io.github.realtimespring.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The sample on Jetty: its jar is unpacked, Tomcat is taken out, and Jetty comes from the
 * runner's own class path, where it is for nothing else.
 */
public final class JettyEdge {

	private static final Pattern JETTY = Pattern
		.compile(".*(jetty|jakarta\\.servlet-api|jakarta\\.websocket-(client-)?api)[^/]*\\.jar");

	private static final Pattern TOMCAT = Pattern.compile("(spring-boot-tomcat|tomcat-embed-(core|websocket))-.*");

	private static final Pattern REACTOR = Pattern.compile(".*(reactor-|netty-|reactive-streams)[^/]*\\.jar");

	private JettyEdge() {
	}

	/**
	 * The runner's class path for everything else.
	 */
	static String ownClassPath() {
		return classPath(JETTY.asMatchPredicate().or(REACTOR.asMatchPredicate()).negate());
	}

	/**
	 * The runner's class path for Spring's relay to a broker, which needs Reactor Netty.
	 */
	static String relayClassPath() {
		return classPath(JETTY.asMatchPredicate().negate());
	}

	/**
	 * The class path of the sample on Jetty.
	 * @param jar the sample's jar
	 * @param work folder to unpack to
	 */
	public static String classPath(Path jar, Path work) throws IOException, InterruptedException {
		Path folder = work.resolve("jetty");
		Process process = new ProcessBuilder(List.of(Programs.java(), "-Djarmode=tools", "-jar", jar.toString(),
				"extract", "--force", "--destination", folder.toString()))
			.inheritIO()
			.start();
		if (process.waitFor() != 0) {
			throw new IOException(jar + " can't be unpacked");
		}
		try (var libraries = Files.list(folder.resolve("lib"))) {
			for (Path library : libraries.filter(JettyEdge::isTomcat).toList()) {
				Files.delete(library);
			}
		}
		return folder.resolve(jar.getFileName()) + File.pathSeparator + classPath(JETTY.asMatchPredicate());
	}

	private static boolean isTomcat(Path library) {
		return TOMCAT.matcher(library.getFileName().toString()).matches();
	}

	private static String classPath(Predicate<String> entries) {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(entries)
			.collect(Collectors.joining(File.pathSeparator));
	}

}
