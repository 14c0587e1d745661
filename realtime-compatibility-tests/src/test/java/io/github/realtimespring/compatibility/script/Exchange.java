package io.github.realtimespring.compatibility.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One statement about Spring's STOMP support, as a script that both servers run.
 */
public final class Exchange {

	private final String name;

	private final Steps steps;

	private final List<Difference> differences = new ArrayList<>();

	private final List<String> expectedDiff = new ArrayList<>();

	Exchange(String name, Steps steps) {
		this.name = name;
		this.steps = steps;
	}

	/**
	 * Expect the starter's transcript to differ.
	 * @param difference the documented difference that is the reason
	 * @param lines the lines that plain Spring's transcript has instead ({@code -}) and
	 * those of the starter's ({@code +})
	 */
	public Exchange differs(Difference difference, String... lines) {
		this.differences.add(difference);
		this.expectedDiff.addAll(Arrays.asList(lines));
		return this;
	}

	public String name() {
		return this.name;
	}

	Steps steps() {
		return this.steps;
	}

	public List<Difference> differences() {
		return this.differences;
	}

	List<String> expectedDiff() {
		return this.expectedDiff;
	}

	/**
	 * What the clients and the server do.
	 */
	@FunctionalInterface
	public interface Steps {

		void run(Script script) throws Exception;

	}

}
