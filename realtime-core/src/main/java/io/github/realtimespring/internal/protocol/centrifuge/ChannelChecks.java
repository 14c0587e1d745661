package io.github.realtimespring.internal.protocol.centrifuge;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.security.ChannelAction;

/**
 * Words the answers of {@link ChannelPermissions} in the protocol's errors. Thread-safe.
 */
final class ChannelChecks {

	private final ChannelPermissions permissions;

	private final int maxLength;

	ChannelChecks(ChannelPermissions permissions, int maxLength) {
		this.permissions = permissions;
		this.maxLength = maxLength;
	}

	/**
	 * Whether a check may block.
	 */
	boolean mayBlock() {
		return this.permissions.mayBlock();
	}

	/**
	 * Drop cached answers about a client.
	 */
	void forget(ClientIdentity identity) {
		this.permissions.forget(identity);
	}

	boolean isTooLong(String channel) {
		return channel.length() > this.maxLength;
	}

	/**
	 * Whether a client may do something with a channel that is not its own user channel.
	 * @return the error, or {@code null} if it may
	 */
	@Nullable CentrifugeError check(ChannelAction action, String channel, ClientIdentity identity) {
		return switch (this.permissions.check(action, channel, identity)) {
			case GRANTED -> null;
			case UNKNOWN_CHANNEL -> CentrifugeError.UNKNOWN_CHANNEL;
			case DENIED -> CentrifugeError.PERMISSION_DENIED;
		};
	}

}
