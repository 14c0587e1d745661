package io.github.realtimespring.checker;

import java.util.List;

import io.github.realtimespring.checker.node.TenantChannels;

/**
 * One client of a schedule.
 *
 * @param kind what it speaks
 * @param name its name
 * @param user the user that it is
 * @param channels what it subscribes to
 * @param leavesAfterMillis when it leaves its first channel, -1 for never
 * @param returnsAfterMillis when it subscribes to that channel anew, -1 for never
 * @param tenant its tenant, empty for none
 */
record ClientSpec(Kind kind, String name, String user, List<String> channels, int leavesAfterMillis,
		int returnsAfterMillis, String tenant) {

	/**
	 * A client without a tenant.
	 */
	ClientSpec(Kind kind, String name, String user, List<String> channels, int leavesAfterMillis,
			int returnsAfterMillis) {
		this(kind, name, user, channels, leavesAfterMillis, returnsAfterMillis, "");
	}

	/**
	 * The same client in a tenant, of the same user and with channels of the same names.
	 * @param tenant the tenant, empty for none
	 */
	ClientSpec in(String tenant) {
		return new ClientSpec(this.kind, tenant.isEmpty() ? this.name : tenant + "-" + this.name, this.user,
				this.channels.stream().map((channel) -> TenantChannels.inTenant(tenant, channel)).toList(),
				this.leavesAfterMillis, this.returnsAfterMillis, tenant);
	}

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
