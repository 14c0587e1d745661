package io.github.realtimespring.protocol.centrifuge;

import java.time.Duration;
import java.time.Instant;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.hub.CloseReason;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.hub.TimingWheel;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.ClientIdentity;
import io.github.realtimespring.security.ExpiredTokenException;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Lets clients in, and keeps them in when they bring a new token. Thread-safe.
 */
final class ConnectHandler {

	private static final Log logger = LogFactory.getLog(ConnectHandler.class);

	private final @Nullable TokenAuthenticator authenticator;

	private final CentrifugeOptions options;

	private final TimingWheel timer;

	private final ResumeHandler resumption;

	ConnectHandler(@Nullable TokenAuthenticator authenticator, CentrifugeOptions options, TimingWheel timer,
			ResumeHandler resumption) {
		this.authenticator = options.tokenInConnect() ? authenticator : null;
		this.options = options;
		this.timer = timer;
		this.resumption = resumption;
	}

	/**
	 * Answer a connect command.
	 * @param message the number of the message that held it
	 */
	void connect(ClientConnection connection, int message, Command.Connect command) {
		Session session = connection.session();
		boolean withToken = this.authenticator != null && !command.token().isEmpty();
		ClientIdentity identity = session.identity();
		try {
			if (this.authenticator != null && withToken) {
				identity = this.authenticator.authenticate(command.token());
			}
		}
		catch (ExpiredTokenException ex) {
			refuse(connection, message, command, CentrifugeError.TOKEN_EXPIRED);
			return;
		}
		catch (InvalidTokenException ex) {
			connection.disconnect(CentrifugeDisconnect.INVALID_TOKEN, "its token proves nothing");
			return;
		}
		catch (RuntimeException ex) {
			logUnavailable(ex);
			refuse(connection, message, command, CentrifugeError.INTERNAL);
			return;
		}
		if (this.options.tokenRequired() && !identity.isAuthenticated()) {
			connection.disconnect(CentrifugeDisconnect.BAD_REQUEST, "it brought no token");
		}
		else if (!isExpired(identity)) {
			accept(connection, command, identity, withToken);
		}
		else if (withToken) {
			refuse(connection, message, command, CentrifugeError.TOKEN_EXPIRED);
		}
		else {
			session.close(CloseReason.EXPIRED);
		}
	}

	/**
	 * Answer a refresh command. A client whose new token has expired too is sent away
	 * with a code after which it connects again with a fresh one: an error reply would
	 * make it give up.
	 */
	void refresh(ClientConnection connection, Command.Refresh command) {
		if (this.authenticator == null || !connection.expiry().isRenewable() || command.token().isEmpty()) {
			connection.disconnect(CentrifugeDisconnect.BAD_REQUEST, "nothing to refresh");
			return;
		}
		Session session = connection.session();
		ClientIdentity identity;
		try {
			identity = this.authenticator.authenticate(command.token());
		}
		catch (ExpiredTokenException ex) {
			session.close(CloseReason.EXPIRED);
			return;
		}
		catch (InvalidTokenException ex) {
			connection.disconnect(CentrifugeDisconnect.INVALID_TOKEN, "its new token proves nothing");
			return;
		}
		catch (RuntimeException ex) {
			logUnavailable(ex);
			connection.fail(command.id(), CentrifugeError.INTERNAL);
			return;
		}
		if (!identity.destinationUser().equals(session.identity().destinationUser())) {
			connection.disconnect(CentrifugeDisconnect.INVALID_TOKEN, "its new token is another user's");
		}
		else if (isExpired(identity)) {
			session.close(CloseReason.EXPIRED);
		}
		else {
			session.authenticated(identity);
			connection.expiry().start(true);
			connection.reply(ReplyWriter.refreshed(command.id(), session.id(), this.options.serverVersion(),
					connection.expiry().ttl()));
		}
	}

	private void accept(ClientConnection connection, Command.Connect command, ClientIdentity identity,
			boolean renewable) {
		Session session = connection.session();
		session.authenticated(identity);
		if (!this.resumption.isWanted(command)) {
			connected(connection, command, renewable, null);
			return;
		}
		session.inbound().suspendUntil(this.resumption.begin(connection, command).thenAccept((outcome) -> {
			connected(connection, command, renewable, outcome);
			outcome.activate();
		}));
	}

	private void connected(ClientConnection connection, Command.Connect command, boolean renewable,
			ResumeHandler.@Nullable Outcome outcome) {
		connection.connected();
		connection.expiry().start(renewable);
		connection.reply(ReplyWriter.connected(command.id(), connection.session().id(), this.options.serverVersion(),
				connection.expiry().ttl(), pingSeconds(), outcome));
		connection.heartbeat().start();
	}

	/**
	 * Answer with an error. The client should leave by itself; it is not given long.
	 */
	private void refuse(ClientConnection connection, int message, Command.Connect command, CentrifugeError error) {
		connection.refused(message);
		connection.fail(command.id(), error);
		connection.deadline(this.timer.schedule(this.options.leaveTimeout(),
				() -> connection.disconnect(CentrifugeDisconnect.STALE, "its connect was refused")));
	}

	private long pingSeconds() {
		Duration interval = this.options.pingInterval();
		return interval.isZero() ? 0 : Math.max(1, interval.toSeconds());
	}

	private static boolean isExpired(ClientIdentity identity) {
		Instant expiresAt = identity.expiresAt();
		return expiresAt != null && !expiresAt.isAfter(Instant.now());
	}

	private static void logUnavailable(RuntimeException cause) {
		if (cause instanceof AuthenticationUnavailableException) {
			logger.warn("A token can't be verified: " + cause.getMessage());
		}
		else {
			logger.error("Verifying a token failed", cause);
		}
	}

}
