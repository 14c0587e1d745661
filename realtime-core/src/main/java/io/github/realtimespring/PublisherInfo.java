package io.github.realtimespring;

/**
 * The client that published a message.
 *
 * @param user the name of its principal, empty for an anonymous client
 * @param session the id of its session; over SockJS another one, because there the id is
 * part of the URL that the client sends to
 */
public record PublisherInfo(String user, String session) {

	/**
	 * A client whose name and session receivers are not told.
	 */
	public static final PublisherInfo UNNAMED = new PublisherInfo("", "");

	/**
	 * Whether receivers may be told who it is.
	 */
	public boolean isNamed() {
		return !this.session.isEmpty();
	}

}
