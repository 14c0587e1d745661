package io.github.realtimespring.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import org.yaml.snakeyaml.Yaml;

/**
 * The chart of this module, linted and rendered by the real Helm engine in this process.
 */
final class HelmChart {

	private static final System.Logger logger = System.getLogger(HelmChart.class.getName());

	private static final Path DIRECTORY = Path.of("realtime-sample");

	/**
	 * The oldest Kubernetes that the chart supports; without a cluster the engine assumes
	 * an older one.
	 */
	private static final String KUBE_VERSION = "1.27.0";

	private HelmChart() {
	}

	/**
	 * Returns whether the engine's native library exists for this platform. On Linux with
	 * an x86-64 processor, where CI runs, it has to: a failure is thrown there.
	 */
	static boolean engineAvailable() {
		String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
		try {
			Helm.version().call();
			return true;
		}
		catch (LinkageError | RuntimeException ex) {
			if (platform.equals("Linux amd64")) {
				throw ex;
			}
			logger.log(System.Logger.Level.WARNING,
					"The chart is not tested: the Helm engine cannot be loaded on " + platform);
			return false;
		}
	}

	static Map<String, Object> metadata() {
		return load(read(DIRECTORY.resolve("Chart.yaml")));
	}

	/**
	 * Returns the values files of the chart's {@code ci} directory, one for each way of
	 * running it.
	 */
	static List<Path> examples() {
		try (Stream<Path> files = Files.list(DIRECTORY.resolve("ci"))) {
			return files.sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Path example(String name) {
		return DIRECTORY.resolve("ci").resolve(name + "-values.yaml");
	}

	/**
	 * Renders the chart for a release called {@code chat} in the namespace {@code apps}.
	 * @throws IllegalStateException with Helm's message when Helm refuses
	 */
	static Manifests render(Path valuesFile, String... assignments) {
		TemplateCommand command = command(assignments);
		command.withValuesFile(valuesFile.toAbsolutePath());
		return new Manifests(command.call());
	}

	static Manifests renderDefaults(String... assignments) {
		return new Manifests(command(assignments).call());
	}

	private static TemplateCommand command(String... assignments) {
		TemplateCommand command = new Helm(DIRECTORY.toAbsolutePath()).template()
			.withName("chat")
			.withNamespace("apps")
			.withKubeVersion(KUBE_VERSION);
		for (String assignment : assignments) {
			int equals = assignment.indexOf('=');
			command.set(assignment.substring(0, equals), assignment.substring(equals + 1));
		}
		return command;
	}

	/**
	 * Lints a copy of the chart whose default values are those of the file: the engine's
	 * lint takes no values, and what a default turns off would not be looked at.
	 */
	static LintResult lint(Path valuesFile, Path workDirectory) {
		Path copy = workDirectory.resolve("realtime-sample");
		try (Stream<Path> files = Files.walk(DIRECTORY)) {
			for (Path file : files.toList()) {
				Files.copy(file, copy.resolve(DIRECTORY.relativize(file).toString()));
			}
			Map<String, Object> values = load(read(DIRECTORY.resolve("values.yaml")));
			merge(values, load(read(valuesFile)));
			Files.writeString(copy.resolve("values.yaml"), new Yaml().dump(values));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return lint(copy);
	}

	static LintResult lint() {
		return lint(DIRECTORY.toAbsolutePath());
	}

	private static LintResult lint(Path chart) {
		return new Helm(chart).lint().strict().call();
	}

	@SuppressWarnings("unchecked")
	private static void merge(Map<String, Object> target, Map<String, Object> source) {
		source.forEach((key, value) -> {
			if (value instanceof Map<?, ?> map && target.get(key) instanceof Map<?, ?> existing) {
				merge((Map<String, Object>) existing, (Map<String, Object>) map);
			}
			else {
				target.put(key, value);
			}
		});
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Map<String, Object> load(String yaml) {
		return new LinkedHashMap<>(new Yaml().<Map<String, Object>>load(yaml));
	}

}
