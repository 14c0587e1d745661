package io.github.realtimespring.compatibility.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;

/**
 * The starter's transcript of an exchange differs, as {@code differences.txt} says.
 *
 * @param application the application's name
 * @param exchange the exchange's name
 * @param id the name of the difference in
 * {@code docs/reference/differences-from-the-simple-broker.md}, or {@code timing} if it
 * only shows when one of the two is late
 * @param container the server that it shows on, {@code null} for all
 * @param optional whether the difference may also be absent: what happens depends on
 * timing
 * @param lines the lines that plain Spring's transcript has instead ({@code -}) and those
 * of the starter's ({@code +})
 */
public record Difference(String application, String exchange, String id, @Nullable String container, boolean optional,
		List<String> lines) {

	private static final String TIMING = "timing";

	private static final Map<String, Difference> ALL = read();

	private static Map<String, Difference> read() {
		Map<String, Difference> differences = new LinkedHashMap<>();
		List<String> lines = new ArrayList<>();
		try {
			String text = new ClassPathResource("differences.txt").getContentAsString(StandardCharsets.UTF_8);
			for (String line : text.split("\n")) {
				if (line.startsWith("# ")) {
					String[] parts = line.substring(2).split(" \\| ");
					lines = new ArrayList<>();
					boolean optional = parts[2].endsWith("?");
					String id = optional ? parts[2].substring(0, parts[2].length() - 1) : parts[2];
					differences.put(parts[0] + "/" + parts[1], new Difference(parts[0], parts[1], id,
							(parts.length > 3) ? parts[3] : null, optional, lines));
				}
				else if (!line.isEmpty()) {
					lines.add(line);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return differences;
	}

	/**
	 * All differences.
	 */
	public static List<Difference> all() {
		return List.copyOf(ALL.values());
	}

	/**
	 * The difference in an exchange, {@code null} if there is none.
	 * @param container the server that the application runs on
	 */
	static @Nullable Difference of(String application, String exchange, String container) {
		Difference difference = ALL.get(application + "/" + exchange);
		return (difference != null && (difference.container == null || difference.container.equals(container)))
				? difference : null;
	}

	/**
	 * Whether the documentation names the difference.
	 */
	public boolean isDocumented() {
		return !this.id.equals(TIMING);
	}

}
