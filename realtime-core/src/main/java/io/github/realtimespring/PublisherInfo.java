package io.github.realtimespring;

/**
 * The client that published a message. Immutable.
 *
 * @param user the name of its principal, empty for an anonymous client
 * @param session the public id of its session
 * @since 0.1.0
 */
public record PublisherInfo(String user, String session) {

	/**
	 * A client whose name and session are hidden from receivers.
	 */
	public static final PublisherInfo UNNAMED = new PublisherInfo("", "");

	/**
	 * Return whether receivers may see the client.
	 * @return whether the client is named
	 */
	public boolean isNamed() {
		return !this.session.isEmpty();
	}

}
