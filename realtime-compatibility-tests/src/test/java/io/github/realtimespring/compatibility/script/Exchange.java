package io.github.realtimespring.compatibility.script;

/**
 * One statement about Spring's STOMP support, as a script that both servers run.
 */
public final class Exchange {

	private final String name;

	private final Steps steps;

	Exchange(String name, Steps steps) {
		this.name = name;
		this.steps = steps;
	}

	public String name() {
		return this.name;
	}

	Steps steps() {
		return this.steps;
	}

	/**
	 * What the clients and the server do.
	 */
	@FunctionalInterface
	public interface Steps {

		void run(Script script) throws Exception;

	}

}
