package io.github.realtimespring.benchmarks.gauge;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import io.github.realtimespring.benchmarks.Programs;

/**
 * The sample as a commit has it, built in a clone of its own, so that the checkout is
 * never touched. A commit is built once.
 *
 * @param commit the commit's full name
 * @param subject the first line of its message
 * @param jar its jar, unpacked: libraries lie beside it
 */
public record SampleBuild(String commit, String subject, Path jar) {

	private static final int ABBREVIATED = 12;

	private static final String JAR = "sample-app.jar";

	/**
	 * Build a commit, unless that has been done.
	 * @param name a name of the commit
	 * @param options where, and with which Maven
	 */
	static SampleBuild of(String name, GaugeOptions options) throws IOException, InterruptedException {
		String commit = output(options.folders().root(), "git", "rev-parse", "--verify", "--quiet", name + "^{commit}");
		String subject = output(options.folders().root(), "git", "log", "-1", "--format=%s", commit);
		Path folder = Files.createDirectories(options.folders().work()).resolve(commit.substring(0, ABBREVIATED));
		Path unpacked = folder.resolve("sample");
		Path jar = unpacked.resolve(JAR);
		if (!Files.exists(jar)) {
			System.out.println("Building " + commit.substring(0, ABBREVIATED) + " (" + subject + ")");
			Path log = options.folders().work().resolve(commit.substring(0, ABBREVIATED) + ".log");
			Path source = folder.resolve("source");
			if (!Files.isDirectory(source.resolve(".git"))) {
				run(log, options.folders().root(), "git", "clone", "--quiet", "--shared", "--no-checkout",
						options.folders().root().toString(), source.toString());
			}
			run(log, source, "git", "checkout", "--quiet", "--force", "--detach", commit);
			run(log, source, options.maven(), "-q", "-B", "-ntp", "-pl", "sample-app", "-am", "-DskipTests",
					"-Dfrontend.skip", "-Dspring-javaformat.skip", "package");
			// Under another name until it is whole
			Path unfinished = folder.resolve("unpacking");
			unpack(source.resolve("sample-app/target").resolve(JAR), unfinished, log);
			Files.move(unfinished, unpacked, StandardCopyOption.ATOMIC_MOVE);
		}
		return new SampleBuild(commit, subject, jar);
	}

	/**
	 * Unpack the sample's jar.
	 * @param jar the jar
	 * @param folder where to
	 * @param log what to write to if that fails
	 */
	public static void unpack(Path jar, Path folder, Path log) throws IOException, InterruptedException {
		run(log, Path.of("").toAbsolutePath(), Programs.java(), "-Djarmode=tools", "-jar", jar.toString(), "extract",
				"--force", "--destination", folder.toString());
	}

	/**
	 * How many files of the checkout differ from its commit: they are not measured.
	 */
	static int uncommitted(GaugeOptions options) throws IOException, InterruptedException {
		return (int) output(options.folders().root(), "git", "status", "--porcelain", "--branch").lines()
			.skip(1)
			.count();
	}

	private static String output(Path folder, String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).directory(folder.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		if (process.waitFor() != 0 || output.isEmpty()) {
			throw new IOException("'" + String.join(" ", command) + "' has failed in " + folder);
		}
		return output;
	}

	private static void run(Path log, Path folder, String... command) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		if (builder.start().waitFor() != 0) {
			throw new IOException("'" + String.join(" ", command) + "' has failed: see " + log);
		}
	}

	/**
	 * The commit's name as people read it.
	 */
	String abbreviated() {
		return this.commit.substring(0, ABBREVIATED);
	}

	/**
	 * The arguments for a JVM that runs it.
	 * @param classes a further element of the class path, empty for none
	 */
	List<String> application(String classes) {
		String classPath = classes.isEmpty() ? this.jar.toString() : this.jar + File.pathSeparator + classes;
		return new ArrayList<>(List.of("-cp", classPath, "io.github.realtimespring.sample.SampleApplication"));
	}

}
