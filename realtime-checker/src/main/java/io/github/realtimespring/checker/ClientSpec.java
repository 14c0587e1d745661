package io.github.realtimespring.checker;

import java.util.List;

/**
 * One client of a schedule.
 *
 * @param kind what it speaks
 * @param name its name
 * @param user the user that it is
 * @param channels what it subscribes to
 * @param leavesAfterMillis when it leaves its first channel, -1 for never
 * @param returnsAfterMillis when it subscribes to that channel anew, -1 for never
 */
record ClientSpec(Kind kind, String name, String user, List<String> channels, int leavesAfterMillis,
		int returnsAfterMillis) {

	/**
	 * What a client speaks.
	 */
	enum Kind {

		/** Our own client of the Centrifuge protocol. */
		CENTRIFUGE,

		/** Our own STOMP client. */
		STOMP,

		/** The official Centrifuge client for JavaScript. */
		CENTRIFUGE_JS,

		/** The official STOMP client for JavaScript. */
		STOMP_JS;

		boolean isScript() {
			return this == CENTRIFUGE_JS || this == STOMP_JS;
		}

	}

}
