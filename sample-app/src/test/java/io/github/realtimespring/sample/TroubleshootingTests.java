package io.github.realtimespring.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page about errors quotes texts that exist, and every log line. The code spans of
 * the first column of its tables are quotations; an ellipsis, words in capitals and the
 * names of properties stand for values.
 */
class TroubleshootingTests {

	private static final Path PAGE = Path.of("../docs/troubleshooting.md");

	private static final Set<String> WITHOUT_TEXTS = Set.of("Centrifuge errors", "Close codes",
			"Symptoms without an error");

	private static final Pattern QUOTATION = Pattern.compile("`([^`]+)`");

	private static final Pattern BOUNDARY = Pattern.compile("…|[:;,()'=]|\\. |realtime\\.[\\w.-]+");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\b[A-Z]+\\b|\\bHS256\\b");

	private static final Pattern LOG_CALL = Pattern.compile("logger\\.(?:info|warn|error)\\(\\s*\"([^\"]+)\"");

	private static final List<String> SOURCES = List.of("../realtime-core/src/main/java",
			"../realtime-spring-boot-autoconfigure/src/main/java");

	/** The texts of all classes that write to the log or answer clients. */
	private static String classes;

	@BeforeAll
	static void readClasses() throws IOException {
		StringBuilder texts = new StringBuilder();
		for (String location : List.of("io/github/realtimespring", "org/springframework/messaging",
				"org/springframework/web/socket")) {
			for (Resource resource : new PathMatchingResourcePatternResolver()
				.getResources("classpath*:" + location + "/**/*.class")) {
				if (!resource.getURL().getPath().contains("/test-classes/")) {
					texts.append(new String(resource.getContentAsByteArray(), StandardCharsets.UTF_8)).append('\n');
				}
			}
		}
		classes = texts.toString();
	}

	@Test
	void everyQuotedTextExists() throws IOException {
		List<String> quotations = quotations();
		assertThat(quotations).hasSizeGreaterThan(150).allMatch(TroubleshootingTests::exists);
	}

	@Test
	void everyLogLineIsQuoted() throws IOException {
		String page = Files.readString(PAGE);
		List<String> lines = new ArrayList<>();
		for (String source : SOURCES) {
			try (Stream<Path> files = Files.walk(Path.of(source))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
					LOG_CALL.matcher(Files.readString(file))
						.results()
						.map((MatchResult result) -> BOUNDARY.split(result.group(1))[0].strip())
						.forEach(lines::add);
				}
			}
		}
		assertThat(lines).hasSizeGreaterThan(40).allMatch(page::contains);
	}

	private static List<String> quotations() throws IOException {
		List<String> quotations = new ArrayList<>();
		String section = "";
		for (String line : Files.readAllLines(PAGE)) {
			if (line.startsWith("#")) {
				section = line.replaceAll("^#+ ", "");
			}
			else if (line.startsWith("|") && !WITHOUT_TEXTS.contains(section)) {
				QUOTATION.matcher(line.split("(?<!\\\\)\\|")[1])
					.results()
					.map((result) -> result.group(1))
					.forEach(quotations::add);
			}
		}
		return quotations;
	}

	private static boolean exists(String quotation) {
		return parts(BOUNDARY, quotation)
			.allMatch((part) -> classes.contains(part) || parts(PLACEHOLDER, part).allMatch(classes::contains));
	}

	private static Stream<String> parts(Pattern boundary, String text) {
		return Arrays.stream(boundary.split(text)).map(String::strip).filter((part) -> part.length() > 1);
	}

}
