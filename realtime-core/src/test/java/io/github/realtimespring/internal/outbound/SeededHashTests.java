package io.github.realtimespring.internal.outbound;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SeededHashTests {

	@Test
	void equalTextsHaveEqualHashes() {
		assertThat(SeededHash.of("chat:1")).isEqualTo(SeededHash.of("chat:" + "1"));
	}

	@Test
	void textsWithOneHashCodeDoNotCollide() {
		Set<String> texts = Set.of("");
		for (int i = 0; i < 12; i++) {
			Set<String> longer = new HashSet<>();
			texts.forEach((text) -> longer.add(text + "Aa"));
			texts.forEach((text) -> longer.add(text + "BB"));
			texts = longer;
		}
		assertThat(texts.stream().map(String::hashCode).collect(Collectors.toSet())).hasSize(1);
		// 4,096 random numbers of 32 bits have 0.002 collisions on average
		assertThat(texts.stream().map(SeededHash::of).collect(Collectors.toSet())).hasSizeGreaterThan(4090);
	}

	@Test
	void textsThatCollideWithAnyMultiplierDoNot() {
		StringBuilder one = new StringBuilder("a");
		StringBuilder other = new StringBuilder("b");
		for (int i = 0; i < 10; i++) {
			String before = one.toString();
			one.append(other);
			other.append(before);
		}
		assertThat(one.toString()).hasSize(1024).hasSameHashCodeAs(other.toString());
		assertThat(SeededHash.of(one.toString())).isNotEqualTo(SeededHash.of(other.toString()));
	}

}
