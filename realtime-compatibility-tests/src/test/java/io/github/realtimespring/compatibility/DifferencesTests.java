package io.github.realtimespring.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.compatibility.script.Difference;
import io.github.realtimespring.compatibility.script.Exchange;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The differences that exchanges expect and those that the documentation names are the
 * same.
 */
class DifferencesTests {

	private static final String HEADING = "## Protocol and interceptors";

	@Test
	void theDocumentationNamesEveryDifference() throws IOException {
		assertThat(documented()).containsExactlyInAnyOrderElementsOf(Difference.all()
			.stream()
			.filter(Difference::isDocumented)
			.map(Difference::id)
			.collect(Collectors.toSet()));
	}

	@Test
	void everyDifferenceBelongsToAnExchange() {
		Set<String> exchanges = ExchangeGroups.ALL.stream()
			.flatMap((group) -> group.exchanges()
				.stream()
				.map((exchange) -> group.application().name() + "/" + exchange.name()))
			.collect(Collectors.toSet());
		assertThat(Difference.all()).extracting((difference) -> difference.application() + "/" + difference.exchange())
			.isSubsetOf(exchanges);
	}

	@Test
	void thereAreEnoughExchangesAndApplications() {
		assertThat(exchanges()).hasSizeGreaterThanOrEqualTo(150);
		assertThat(ExchangeGroups.ALL.stream().map(ExchangeGroup::application).distinct())
			.hasSizeGreaterThanOrEqualTo(12);
	}

	@Test
	void exchangesOfAnApplicationHaveNamesOfTheirOwn() {
		for (ExchangeGroup group : ExchangeGroups.ALL) {
			assertThat(ExchangeGroups.ALL.stream()
				.filter((other) -> other.application() == group.application())
				.flatMap((other) -> other.exchanges().stream())
				.map(Exchange::name)).doesNotHaveDuplicates();
		}
	}

	private static List<Exchange> exchanges() {
		return ExchangeGroups.ALL.stream().flatMap((group) -> group.exchanges().stream()).toList();
	}

	private static List<String> documented() throws IOException {
		return Files.readAllLines(Path.of("../docs/reference/differences-from-the-simple-broker.md"))
			.stream()
			.dropWhile((line) -> !line.equals(HEADING))
			.skip(1)
			.takeWhile((line) -> !line.startsWith("#"))
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.substring(3, line.indexOf('`', 3)))
			.toList();
	}

}
