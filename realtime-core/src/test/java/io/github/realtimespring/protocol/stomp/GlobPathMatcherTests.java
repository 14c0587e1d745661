package io.github.realtimespring.protocol.stomp;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.AntPathMatcher;
import org.springframework.util.PathMatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class GlobPathMatcherTests {

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
			assertThat(GlobPathMatcher.like(original).get().match(pattern, name)).as(pattern + " " + name)
				.isEqualTo(expected);
		}
		assertThat(matches).isGreaterThan(1000);
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
		assertThat(GlobPathMatcher.like(original).get().match("A*", "ab")).isFalse();
		original.setCaseSensitive(false);
		assertThat(GlobPathMatcher.like(original).get().match("A*", "ab")).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "/topic/{x:((}, /topic/a", "/topic/{x}, /topic/a" })
	void bracesAreNoExpressions(String pattern, String name) {
		PathMatcher matcher = GlobPathMatcher.like(new AntPathMatcher()).get();
		assertThat(matcher.match(pattern, name)).isFalse();
		assertThat(matcher.match(pattern, pattern)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?z", "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*az",
			"{x:(.|.|.|.|.)*z}" })
	void noPatternTakesLong(String pattern) {
		PathMatcher matcher = GlobPathMatcher.like(new AntPathMatcher()).get();
		assertTimeoutPreemptively(Duration.ofSeconds(20),
				() -> assertThat(matcher.match(pattern, "a".repeat(255))).isFalse());
	}

}
