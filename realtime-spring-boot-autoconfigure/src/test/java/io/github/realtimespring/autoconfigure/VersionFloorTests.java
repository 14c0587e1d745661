package io.github.realtimespring.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No dependency is older than the first version without a known vulnerability. The table
 * is {@code version-floors.csv}; docs/security.md says how to maintain it.
 */
class VersionFloorTests {

	/** The path of a jar in a Maven repository ends like this. */
	private static final Pattern JAR = Pattern.compile("([^/]+)/([^/]+)/\\1-\\2\\.jar!");

	private static final Pattern PART = Pattern.compile("\\d+|[a-z]+");

	private static final List<String> RELEASES = List.of("final", "release", "ga");

	private static final Map<String, String> CLASS_PATH = classPath();

	@ParameterizedTest
	@CsvFileSource(resources = "/version-floors.csv", numLinesToSkip = 1)
	void noDependencyIsVulnerable(String artifact, String floor, String cve) {
		String version = CLASS_PATH.get(artifact.substring(artifact.indexOf(':') + 1));
		assertThat(version).as("%s is on the class path", artifact).isNotNull();
		assertThat(isBelow(version, floor))
			.as("%s %s has %s; the first safe version is %s", artifact, version, cve, floor)
			.isFalse();
		assertThat(cve).matches("CVE-\\d{4}-\\d{4,}");
	}

	@Test
	void theClassPathHasWhatTheStarterBrings() {
		assertThat(CLASS_PATH).containsKeys("lettuce-core", "netty-handler", "spring-websocket", "spring-security-web",
				"tomcat-embed-websocket", "jackson-databind", "nimbus-jose-jwt");
	}

	@ParameterizedTest
	@CsvSource({ "4.1.117.Final, 4.1.118.Final, true", "4.1.118.Final, 4.1.118.Final, false",
			"4.2.0.Final, 4.1.118.Final, false", "10.0.1, 10.0.2, true", "9.37.3, 10.0.2, true",
			"10.0.10, 10.0.2, false", "11.0.0-M16, 11.0.0-M17, true", "11.0.0-M17, 11.0.0-M17, false",
			"11.0.0, 11.0.0-M17, false", "11.0.0-M17, 11.0.0, true", "2.0, 2.0, false", "1.33, 2.0, true",
			"3.1, 3.1.0, false", "3.1.0-rc1, 3.1.0, true" })
	void versionsAreCompared(String version, String floor, boolean below) {
		assertThat(isBelow(version, floor)).isEqualTo(below);
	}

	private static boolean isBelow(String version, String floor) {
		List<String> own = parts(version);
		List<String> other = parts(floor);
		for (int i = 0; i < Math.max(own.size(), other.size()); i++) {
			int order = compare((i < own.size()) ? own.get(i) : "", (i < other.size()) ? other.get(i) : "");
			if (order != 0) {
				return order < 0;
			}
		}
		return false;
	}

	private static List<String> parts(String version) {
		return PART.matcher(version.toLowerCase(Locale.ROOT))
			.results()
			.map(MatchResult::group)
			.filter((part) -> !RELEASES.contains(part))
			.toList();
	}

	/**
	 * A milestone is before its release, which has nothing in its place.
	 */
	private static int compare(String part, String other) {
		int order = Integer.compare(rank(part), rank(other));
		return (order == 0 && rank(part) < 0) ? part.compareTo(other) : order;
	}

	private static int rank(String part) {
		if (part.isEmpty()) {
			return 0;
		}
		return Character.isDigit(part.charAt(0)) ? Integer.parseInt(part) : -1;
	}

	/**
	 * The versions of the jars by the names of their artifacts.
	 */
	private static Map<String, String> classPath() {
		Map<String, String> versions = new TreeMap<>();
		try {
			for (URL manifest : Collections
				.list(VersionFloorTests.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
				Matcher jar = JAR.matcher(URLDecoder.decode(manifest.getPath(), StandardCharsets.UTF_8));
				if (jar.find()) {
					versions.put(jar.group(1), jar.group(2));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return versions;
	}

}
