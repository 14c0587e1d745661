package io.github.realtimespring.compatibility.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happened in an exchange, lane by lane: the order between lanes is not promised.
 *
 * @param lines the lines, each with the name of its lane
 */
public record Transcript(List<String> lines) {

	static Transcript of(Map<String, List<String>> lanes) {
		List<String> lines = new ArrayList<>();
		new TreeMap<>(lanes)
			.forEach((lane, texts) -> texts.forEach((text) -> lines.add((lane + " " + text).stripTrailing())));
		return new Transcript(lines);
	}

	/**
	 * The lines that only this transcript has, with a {@code -}, and those that only the
	 * other has, with a {@code +}.
	 */
	List<String> diff(Transcript other) {
		List<String> a = this.lines;
		List<String> b = other.lines;
		int[][] common = new int[a.size() + 1][b.size() + 1];
		for (int i = a.size() - 1; i >= 0; i--) {
			for (int j = b.size() - 1; j >= 0; j--) {
				common[i][j] = a.get(i).equals(b.get(j)) ? common[i + 1][j + 1] + 1
						: Math.max(common[i + 1][j], common[i][j + 1]);
			}
		}
		List<String> diff = new ArrayList<>();
		int i = 0;
		int j = 0;
		while (i < a.size() || j < b.size()) {
			if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
				i++;
				j++;
			}
			else if (j >= b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
				diff.add("- " + a.get(i++));
			}
			else {
				diff.add("+ " + b.get(j++));
			}
		}
		return diff;
	}

}
