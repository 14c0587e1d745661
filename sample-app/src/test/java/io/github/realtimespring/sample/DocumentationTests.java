package io.github.realtimespring.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.ClassMetadata;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.util.ClassUtils;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.relay.Relay;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documentation's links lead somewhere, its YAML has known properties only, its Java
 * compiles, and that uses every type of the API.
 */
class DocumentationTests {

	private static final Set<String> KNOWN = knownNames();

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

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

	@ParameterizedTest
	@MethodSource("pages")
	void everyCompleteClassCompiles(MarkdownPage page, @TempDir Path classes) {
		assertThat(JavaExamples.of(page).compile(classes)).isEmpty();
	}

	@Test
	void everyTypeOfTheApiIsInAnExample() throws IOException {
		Set<String> imports = pages().flatMap((page) -> JavaExamples.of(page).imports().stream())
			.collect(Collectors.toSet());
		assertThat(apiTypes()).hasSizeGreaterThan(30).allMatch(imports::contains);
	}

	private static List<String> apiTypes() throws IOException {
		CodeSource core = Relay.class.getProtectionDomain().getCodeSource();
		List<String> types = new ArrayList<>();
		for (Resource resource : new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/github/realtimespring/**/*.class")) {
			ClassMetadata metadata = new SimpleMetadataReaderFactory().getMetadataReader(resource).getClassMetadata();
			if (!metadata.getClassName().contains(".internal.") && metadata.getEnclosingClassName() == null) {
				Class<?> type = ClassUtils.resolveClassName(metadata.getClassName(), null);
				if (Modifier.isPublic(type.getModifiers()) && core.equals(type.getProtectionDomain().getCodeSource())) {
					types.add(type.getName());
				}
			}
		}
		return types;
	}

}
