package io.github.realtimespring.internal.protocol.stomp.message;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.AntPathMatcher;
import org.springframework.util.PathMatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class GlobPatternTests {

	@ParameterizedTest
	@ValueSource(strings = { "/", ".", ":" })
	void matchesWhatTheOriginalMatches(String separator) {
		PathMatcher original = new AntPathMatcher(separator);
		Random random = new Random(42);
		int matches = 0;
		for (int i = 0; i < 50_000; i++) {
			String pattern = random(random, "ab*?" + separator);
			String name = random(random, "aab" + separator);
			boolean expected = original.match(pattern, name);
			matches += expected ? 1 : 0;
			assertThat(matches(original, pattern, name)).as(pattern + " " + name).isEqualTo(expected);
		}
		assertThat(matches).isGreaterThan(1000);
	}

	private static boolean matches(PathMatcher original, String pattern, String name) {
		return GlobPattern.compiler(original).apply(pattern).test(name);
	}

	@Test
	void longPatternsMatchAsTheOriginalDoes() {
		PathMatcher original = new AntPathMatcher();
		Random random = new Random(43);
		int matches = 0;
		for (int i = 0; i < 20_000; i++) {
			String name = "/topic/" + random(random, "aab/").repeat(1 + random.nextInt(8));
			String pattern = blurred(random, name);
			boolean expected = original.match(pattern, name);
			matches += expected ? 1 : 0;
			assertThat(matches(original, pattern, name)).as(pattern + " " + name).isEqualTo(expected);
		}
		assertThat(matches).isGreaterThan(1000);
	}

	/**
	 * A name with some parts replaced by wildcards.
	 */
	private static String blurred(Random random, String name) {
		StringBuilder pattern = new StringBuilder(name);
		for (int i = random.nextInt(4); i >= 0; i--) {
			int start = 7 + random.nextInt(pattern.length() - 6);
			int end = start + random.nextInt(pattern.length() - start + 1);
			switch (random.nextInt(4)) {
				case 0 -> pattern.replace(start, Math.min(end, start + 3), "*");
				case 1 -> pattern.replace(start, end, "/**/");
				case 2 -> pattern.replace(start, Math.min(end, start + 1), "?");
				default -> pattern.insert(start, "*");
			}
		}
		return pattern.toString();
	}

	@Test
	void whenAPatternIsHostileThenTheTimeGrowsWithTheLengthOnly() {
		String name = "/topic/" + "a/".repeat(120) + "b";
		for (String pattern : List.of("/topic/" + "**/*a*/".repeat(34) + "c", "/topic/" + "*a".repeat(120) + "*",
				"/topic/**/" + "a/".repeat(110) + "c", "/topic/" + "?*/**/".repeat(40) + "x")) {
			Predicate<String> compiled = GlobPattern.compiler(new AntPathMatcher()).apply(pattern);
			assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
				for (int i = 0; i < 100_000; i++) {
					assertThat(compiled.test(name)).isFalse();
				}
			});
		}
	}

	private static String random(Random random, String alphabet) {
		StringBuilder text = new StringBuilder();
		for (int length = random.nextInt(9); length >= 0; length--) {
			text.append(alphabet.charAt(random.nextInt(alphabet.length())));
		}
		return text.toString();
	}

	@Test
	void caseCountsAsWithTheOriginal() {
		AntPathMatcher original = new AntPathMatcher();
		assertThat(matches(original, "A*", "ab")).isFalse();
		original.setCaseSensitive(false);
		assertThat(matches(original, "A*", "ab")).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "/topic/{x}, /topic/a, true", "/topic/{x}/y, /topic/a/y, true", "/topic/a{x}, /topic/ab, true",
			"/topic/{x}/y, /topic/a/b/y, false" })
	void variablesMatchLikeAStar(String pattern, String name, boolean matches) {
		assertThat(matches(new AntPathMatcher(), pattern, name)).isEqualTo(matches)
			.isEqualTo(new AntPathMatcher().match(pattern, name));
	}

	@ParameterizedTest
	@CsvSource({ "/topic/{x:((}, /topic/a", "/topic/{x:.*}, /topic/a" })
	void bracesAreNoExpressions(String pattern, String name) {
		PathMatcher matcher = new AntPathMatcher();
		assertThat(matches(matcher, pattern, name)).isFalse();
		assertThat(matches(matcher, pattern, pattern)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?z", "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*az",
			"{x:(.|.|.|.|.)*z}" })
	void noPatternTakesLong(String pattern) {
		PathMatcher matcher = new AntPathMatcher();
		assertTimeoutPreemptively(Duration.ofSeconds(20),
				() -> assertThat(matches(matcher, pattern, "a".repeat(255))).isFalse());
	}

}
