package io.github.realtimespring.internal.protocol.stomp.session;

import java.security.Principal;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.inbound.InboundLimits;
import io.github.realtimespring.internal.security.RefreshLimits;

/**
 * What is known of a client that can refresh its token. The user belongs to the thread
 * that reads from the client; the rest is safe for any thread.
 */
public final class TokenRefreshState {

	private final ClientIdentity verified;

	private final boolean tokenInConnect;

	private final RefreshLimits.Budget budget;

	private volatile Map<String, String> connectHeaders = Map.of();

	private volatile String connectedUser;

	private volatile @Nullable Principal user;

	/**
	 * Create the state.
	 * @param verified the identity that the client has proved
	 * @param tokenInConnect whether its CONNECT frame presented a token
	 * @param limits the limits of its new tokens
	 */
	public TokenRefreshState(ClientIdentity verified, boolean tokenInConnect, RefreshLimits limits) {
		this.verified = verified;
		this.connectedUser = verified.destinationUser();
		this.tokenInConnect = tokenInConnect;
		this.budget = limits.newBudget();
	}

	/**
	 * The new tokens that the client may still present.
	 */
	public RefreshLimits.Budget budget() {
		return this.budget;
	}

	/**
	 * Whether the client presented a token in its CONNECT frame.
	 */
	public boolean isTokenInConnect() {
		return this.tokenInConnect;
	}

	/**
	 * Whether the identity of a token is that of the verified user, of the same tenant.
	 */
	public boolean isVerifiedUser(ClientIdentity identity) {
		return identity.destinationUser().equals(this.verified.destinationUser())
				&& Objects.equals(identity.tenant(), this.verified.tenant());
	}

	/**
	 * Note the user of the CONNECT frame, whom the application may have put in the place
	 * of the verified user.
	 */
	public void setConnected(@Nullable Principal user) {
		if (user != null) {
			this.connectedUser = new ClientIdentity(user, null).destinationUser();
		}
	}

	/**
	 * Whether an identity is that of the user as whom the client is connected.
	 */
	public boolean isConnectedUser(ClientIdentity identity) {
		return identity.destinationUser().equals(this.connectedUser);
	}

	/**
	 * The user of later frames, {@code null} if it is the one of the CONNECT frame.
	 */
	public @Nullable Principal user() {
		return this.user;
	}

	/**
	 * Set the user of later frames.
	 */
	public void setUser(@Nullable Principal user) {
		this.user = user;
	}

	/**
	 * Keep the headers of the CONNECT frame for interceptors that see a new token.
	 * @return their size in bytes
	 */
	public long setConnectHeaders(Map<String, String> headers) {
		this.connectHeaders = Map.copyOf(headers);
		long chars = 0;
		for (Map.Entry<String, String> header : headers.entrySet()) {
			chars += header.getKey().length() + header.getValue().length();
		}
		return chars + (long) headers.size() * InboundLimits.HEADER_BYTES;
	}

	public Map<String, String> connectHeaders() {
		return this.connectHeaders;
	}

}
