package io.github.realtimespring.autoconfigure.properties;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the tables of docs/configuration.md are those of the metadata.
 */
class ConfigurationDocumentTests {

	private static final String UPDATE = "update-docs";

	private static final Path PAGE = Path.of("../docs/configuration.md");

	@Test
	void theTablesAreThoseOfTheMetadata() throws IOException {
		String page = Files.readString(PAGE);
		String expected = new ConfigurationDocument(new ConfigurationMetadata()).update(page);
		if (Boolean.getBoolean(UPDATE)) {
			Files.writeString(PAGE, expected);
			return;
		}
		assertThat(page).as("docs/configuration.md is out of date: run this test with -D%s=true to update it", UPDATE)
			.isEqualTo(expected);
	}

}
