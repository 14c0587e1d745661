package io.github.realtimespring.benchmarks.report;

/**
 * Something that has to be reached.
 *
 * @param work what is done
 * @param requirement what is asked for
 * @param measured what was measured, in words
 * @param verdict whether that is enough
 */
record Target(String work, String requirement, String measured, Verdict verdict) {

	/**
	 * Whether it is reached.
	 */
	enum Verdict {

		/** It is. */
		MET,

		/** It isn't. */
		MISSED,

		/** A figure is missing in this run. */
		UNKNOWN;

		static Verdict of(boolean met) {
			return met ? MET : MISSED;
		}

		@Override
		public String toString() {
			return switch (this) {
				case MET -> "met";
				case MISSED -> "**missed**";
				case UNKNOWN -> "not measured";
			};
		}

	}

}
