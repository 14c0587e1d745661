package io.github.realtimespring.internal.relay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PrefixSetTests {

	private final PrefixSet prefixes = new PrefixSet();

	@Test
	void findsThePrefixesOfANameTheLongestFirst() {
		Random random = new Random(42);
		TreeSet<String> expected = new TreeSet<>();
		for (int i = 0; i < 20_000; i++) {
			String word = word(random, 5);
			if (random.nextBoolean()) {
				assertThat(this.prefixes.add(word)).isEqualTo(expected.add(word));
			}
			else {
				assertThat(this.prefixes.remove(word)).isEqualTo(expected.remove(word));
			}
			String name = word(random, 8);
			List<String> found = new ArrayList<>();
			this.prefixes.forEachOf(name, found::add);
			List<String> wanted = expected.stream()
				.filter(name::startsWith)
				.sorted(Comparator.comparingInt(String::length).reversed())
				.toList();
			assertThat(found).isEqualTo(wanted);
			assertThat(this.prefixes.longestOf(name)).isEqualTo(wanted.isEmpty() ? null : wanted.get(0));
			assertThat(this.prefixes.size()).isEqualTo(expected.size());
		}
	}

	private static String word(Random random, int maxLength) {
		StringBuilder word = new StringBuilder();
		for (int length = random.nextInt(maxLength + 1); length > 0; length--) {
			word.append("ab".charAt(random.nextInt(2)));
		}
		return word.toString();
	}

}
