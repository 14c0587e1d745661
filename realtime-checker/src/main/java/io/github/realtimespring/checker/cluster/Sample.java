package io.github.realtimespring.checker.cluster;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The sample's jar, unpacked, and beside it a jar with what the checker adds to a node.
 * All clusters of a run share it, and, if that is worth while, an archive of the classes
 * that a node loads, which makes it start in about half of the time. Thread-safe.
 */
final class Sample {

	private static final Map<Path, Sample> SAMPLES = new HashMap<>();

	/** What nodes have of the checker. */
	private static final String EXTENSION = "io/github/realtimespring/checker/node/";

	private static final int DUMP_SECONDS = 120;

	private final Path archive;

	private final String classPath;

	private boolean tried;

	private Sample(Path archive, String classPath) {
		this.archive = archive;
		this.classPath = classPath;
	}

	/**
	 * Unpack, if that hasn't been done in this run.
	 * @param folder where to, the first time
	 */
	static Sample of(Processes processes, Path jar, Path folder) throws IOException, InterruptedException {
		synchronized (SAMPLES) {
			Sample sample = SAMPLES.get(jar);
			if (sample == null) {
				sample = unpack(processes, jar, folder.toAbsolutePath());
				SAMPLES.put(jar, sample);
			}
			return sample;
		}
	}

	private static Sample unpack(Processes processes, Path jar, Path folder) throws IOException, InterruptedException {
		Files.createDirectories(folder);
		Process unpacking = processes.start(folder.resolve("unpack.log"), Map.of(),
				List.of(launcher(), "-Djarmode=tools", "-jar", jar.toAbsolutePath().toString(), "extract", "--force",
						"--destination", folder.toString()));
		if (unpacking.waitFor() != 0) {
			throw new IOException(jar + " can't be unpacked");
		}
		// Never one of another run: its classes may be others.
		Path archive = folder.resolve("classes.jsa");
		Files.deleteIfExists(archive);
		return new Sample(archive, folder.resolve(jar.getFileName()) + File.pathSeparator + extension(folder));
	}

	/**
	 * An archive is only made of classes in jars.
	 */
	private static Path extension(Path folder) throws IOException {
		Path jar = folder.resolve("extension.jar");
		try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
			for (String name : List.of("Mutation", "MutatingListener", "MutatingRelay", "Mutations", "NodeExtension",
					"NodeExtension$1", "NetworkExtension", "ChaosController", "PublishServer", "TenantChannels",
					"package-info")) {
				String path = EXTENSION + name + ".class";
				URL found = Sample.class.getClassLoader().getResource(path);
				if (found != null) {
					zip.putNextEntry(new ZipEntry(path));
					try (var in = found.openStream()) {
						in.transferTo(zip);
					}
				}
			}
		}
		return jar;
	}

	/**
	 * Make the archive, unless this run has tried already. Without one nodes start as
	 * well, only later.
	 * @param node a node that isn't running
	 */
	synchronized void archive(Processes processes, Path log, Node node) throws IOException, InterruptedException {
		if (!this.tried) {
			this.tried = true;
			List<String> command = new ArrayList<>(node.command());
			command.set(command.indexOf(option("SharedArchiveFile")), option("ArchiveClassesAtExit"));
			Process process = processes.start(log, Map.of(), command);
			node.awaitReady(process);
			node.get("/actuator/prometheus");
			process.destroy();
			if (!process.waitFor(DUMP_SECONDS, TimeUnit.SECONDS)) {
				Processes.kill(process);
			}
			if (!Files.exists(this.archive)) {
				System.out.println("Nodes start without an archive of their classes: see " + log);
			}
		}
	}

	/**
	 * The class path of a node.
	 */
	String classPath() {
		return this.classPath;
	}

	/**
	 * How to start it: the command, to be followed by arguments.
	 */
	List<String> command(List<String> jvmOptions) {
		List<String> command = new ArrayList<>(List.of(launcher()));
		command.addAll(jvmOptions);
		command.addAll(List.of(option("SharedArchiveFile"), "-cp", this.classPath,
				"io.github.realtimespring.sample.SampleApplication",
				"--spring.main.sources=io.github.realtimespring.checker.node.NodeExtension"));
		return command;
	}

	private String option(String name) {
		return "-XX:" + name + "=" + this.archive;
	}

	private static String launcher() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

}
