package io.github.realtimespring.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the released version writes to Redis. This version must read it, and without keys
 * write the same, because nodes of both versions share a Redis during a deployment.
 */
public final class GoldenBytes {

	private static final Properties released = load("/formats/version-1.properties");

	private GoldenBytes() {
	}

	/**
	 * Return the bytes with a name.
	 */
	public static byte[] of(String name) {
		String hex = released.getProperty(name);
		assertThat(hex).as(name).isNotNull();
		return HexFormat.of().parseHex(hex);
	}

	/**
	 * Check that this version writes the same.
	 */
	public static void assertWritten(String name, byte[] written) {
		assertThat(HexFormat.of().formatHex(written)).as(name).isEqualTo(released.getProperty(name));
	}

	private static Properties load(String resource) {
		Properties properties = new Properties();
		try (InputStream in = GoldenBytes.class.getResourceAsStream(resource)) {
			properties.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return properties;
	}

}
