package io.github.realtimespring.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation, divided into prose and fenced blocks.
 *
 * @param path the file
 * @param prose the lines outside of blocks
 * @param blocks the blocks in their order
 */
record MarkdownPage(Path path, List<String> prose, List<Block> blocks) {

	private static final Pattern FENCE = Pattern.compile("( *)```(\\w*)");

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

	private static final Pattern HEADING = Pattern.compile("#{1,6} +(.+)");

	/**
	 * A fenced block.
	 *
	 * @param language the word behind the opening fence
	 * @param text the lines between the fences
	 */
	record Block(String language, String text) {

	}

	static MarkdownPage read(Path path) throws IOException {
		List<String> prose = new ArrayList<>();
		List<Block> blocks = new ArrayList<>();
		Matcher fence = null;
		StringBuilder block = new StringBuilder();
		for (String line : Files.readAllLines(path)) {
			Matcher matcher = FENCE.matcher(line);
			if (fence == null && matcher.lookingAt()) {
				fence = matcher;
			}
			else if (fence != null && matcher.matches()) {
				blocks.add(new Block(fence.group(2), block.toString()));
				block.setLength(0);
				fence = null;
			}
			else if (fence != null) {
				block.append(line.substring(Math.min(fence.group(1).length(), line.length()))).append('\n');
			}
			else {
				prose.add(line);
			}
		}
		return new MarkdownPage(path, prose, blocks);
	}

	/**
	 * The targets of all links, as they are written.
	 */
	List<String> links() {
		return this.prose.stream()
			.map((line) -> line.replaceAll("`[^`]*`", ""))
			.flatMap((line) -> LINK.matcher(line).results())
			.map((result) -> result.group(1))
			.toList();
	}

	/**
	 * The anchors that GitHub gives the headings.
	 */
	Set<String> anchors() {
		Set<String> anchors = new HashSet<>();
		Map<String, Integer> seen = new HashMap<>();
		for (String line : this.prose) {
			Matcher heading = HEADING.matcher(line);
			if (heading.matches()) {
				String anchor = heading.group(1)
					.toLowerCase(Locale.ROOT)
					.replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
					.replace(' ', '-');
				int count = seen.merge(anchor, 1, Integer::sum);
				anchors.add((count > 1) ? anchor + "-" + (count - 1) : anchor);
			}
		}
		return anchors;
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
