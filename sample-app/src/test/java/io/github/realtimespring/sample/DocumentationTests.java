package io.github.realtimespring.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.relay.Relay;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documentation's links lead somewhere, its YAML has known properties only, and its
 * Java compiles.
 */
class DocumentationTests {

	private static final Set<String> KNOWN = knownNames();

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern PUBLIC_CLASS = Pattern.compile("public class (\\w+)");

	static Stream<MarkdownPage> pages() throws IOException {
		List<Path> paths = new ArrayList<>(
				List.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md"), ROOT.resolve("CONTRIBUTING.md")));
		try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
			files.filter((file) -> file.toString().endsWith(".md")).forEach(paths::add);
		}
		List<MarkdownPage> pages = new ArrayList<>();
		for (Path path : paths) {
			pages.add(MarkdownPage.read(path));
		}
		return pages.stream();
	}

	@Test
	void pagesAreFound() throws IOException {
		assertThat(pages()).hasSizeGreaterThan(40);
		assertThat(pages().flatMap((page) -> page.blocks().stream())).extracting(MarkdownPage.Block::language)
			.contains("java", "yaml");
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everyLinkLeadsToAFileAndAHeading(MarkdownPage page) throws IOException {
		for (String link : page.links()) {
			if (URI.create(link).isAbsolute()) {
				continue;
			}
			String[] parts = link.split("#", 2);
			Path target = parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]).normalize();
			assertThat(target).as(link).exists();
			if (parts.length > 1) {
				assertThat(MarkdownPage.read(target).anchors()).as(link).contains(parts[1]);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everyPropertyIsKnownAndValid(MarkdownPage page) throws IOException {
		for (MarkdownPage.Block block : page.blocks()) {
			if (!block.language().equals("yaml")) {
				continue;
			}
			for (PropertySource<?> source : new YamlPropertySourceLoader().load("block",
					new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8)))) {
				assertThat(names(source)).as(block.text()).allMatch(KNOWN::contains);
				new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class))
					.withBean(Relay.class, LocalRelay::new)
					.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(source))
					.run((context) -> assertThat(context).as(block.text()).hasNotFailed());
			}
		}
	}

	/**
	 * The names of our properties that have a value, those of all namespaces as of the
	 * default one.
	 */
	private static Stream<String> names(PropertySource<?> source) {
		return Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames())
			.filter((name) -> name.startsWith("realtime.") && !"".equals(String.valueOf(source.getProperty(name))))
			.map((name) -> name.replaceAll("\\[\\d+]$", "")
				.replaceAll("^realtime\\.namespaces\\.[^.]+\\.", "realtime.namespaces.default."));
	}

	private static Set<String> knownNames() {
		try (InputStream metadata = RealtimeAutoConfiguration.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonMapper.shared()
				.readTree(metadata)
				.get("properties")
				.valueStream()
				.map((property) -> property.get("name").asString())
				.collect(Collectors.toSet());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Blocks with imports are complete; all of one page are compiled together.
	 */
	@ParameterizedTest
	@MethodSource("pages")
	void everyCompleteClassCompiles(MarkdownPage page, @TempDir Path classes) {
		List<JavaFileObject> sources = page.blocks()
			.stream()
			.filter((block) -> block.language().equals("java") && block.text().contains("\nimport "))
			// Not a dependency of the sample; the compatibility tests have such a
			// configuration
			.filter((block) -> !block.text().contains("import org.springframework.security.messaging."))
			.map((block) -> (JavaFileObject) new Source(block.text()))
			.toList();
		if (sources.isEmpty()) {
			return;
		}
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		compiler
			.getTask(null, null, problems, List.of("-d", classes.toString(), "-classpath",
					System.getProperty("java.class.path"), "-proc:none", "-parameters"), null, sources)
			.call();
		assertThat(problems.getDiagnostics().stream().filter((problem) -> problem.getKind() == Diagnostic.Kind.ERROR))
			.isEmpty();
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String text) {
			super(URI.create("string:///" + fileName(text) + ".java"), Kind.SOURCE);
			this.text = text;
		}

		private static String fileName(String text) {
			Matcher matcher = PUBLIC_CLASS.matcher(text);
			return matcher.find() ? matcher.group(1) : "Snippet" + Math.abs(text.hashCode());
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
