package io.github.realtimespring.internal.protocol.centrifuge;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.util.LinkedCaseInsensitiveMap;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.guard.ClientCommand;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.guard.ConnectCheck;
import io.github.realtimespring.internal.guard.Refusal;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.centrifuge.ClientConnection.Phase;
import io.github.realtimespring.internal.protocol.centrifuge.codec.Command;
import io.github.realtimespring.internal.protocol.centrifuge.codec.ReplyWriter;
import io.github.realtimespring.internal.security.BearerTokens;
import io.github.realtimespring.internal.security.TokenCheck;
import io.github.realtimespring.internal.tenant.CurrentClient;
import io.github.realtimespring.internal.tenant.TenantRefusedException;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Lets clients in, and keeps them in when they bring a new token. Thread-safe.
 */
final class ConnectHandler {

	private static final Log logger = LimitedLog.of(ConnectHandler.class);

	private final @Nullable TokenAuthenticator authenticator;

	private final CommandGuard guard;

	private final CentrifugeOptions options;

	private final TimingWheel timer;

	private final CentrifugeSubscriptionHandler subscriptions;

	private final CentrifugeResumeHandler resumption;

	ConnectHandler(@Nullable TokenAuthenticator authenticator, CommandGuard guard, CentrifugeOptions options,
			TimingWheel timer, CentrifugeSubscriptionHandler subscriptions, CentrifugeResumeHandler resumption) {
		this.authenticator = options.tokenInConnect() ? authenticator : null;
		this.guard = guard;
		this.options = options;
		this.timer = timer;
		this.subscriptions = subscriptions;
		this.resumption = resumption;
	}

	/**
	 * Answer a connect command. However it ends, the client is connected afterwards, or
	 * waits for its session to be resumed, or has little time left to leave.
	 * @param message the number of the message that held it
	 */
	void connect(ClientConnection connection, int message, Command.Connect command) {
		try {
			boolean renewable = this.authenticator != null && !command.token().isEmpty();
			verify(connection, message, withToken(command), renewable);
		}
		finally {
			if (connection.phase() == Phase.NEW) {
				awaitLeaving(connection, message);
			}
		}
	}

	/**
	 * A client whose token is among the headers that stand for those of its handshake has
	 * brought it like any other.
	 */
	private Command.Connect withToken(Command.Connect command) {
		if (this.authenticator == null || !command.token().isEmpty()) {
			return command;
		}
		for (Map.Entry<String, String> header : command.headers().entrySet()) {
			String token = header.getKey().equalsIgnoreCase(BearerTokens.HEADER) ? BearerTokens.read(header.getValue())
					: null;
			if (token != null) {
				return new Command.Connect(command.id(), token, command.resume(), command.positions(),
						command.headers());
			}
		}
		return command;
	}

	private void verify(ClientConnection connection, int message, Command.Connect command, boolean renewable) {
		Session session = connection.session();
		if (this.authenticator != null && !command.token().isEmpty()) {
			TokenCheck check = check(session, command.token());
			ClientIdentity identity = check.identity();
			if (identity == null) {
				refuse(connection, message, command, check.outcome());
				return;
			}
			session.setIdentity(identity);
		}
		else if (session.identity().hasExpired(Instant.now())) {
			session.close(CloseReason.EXPIRED);
			return;
		}
		connection.setVerified(session.identity());
		if (this.guard.isActive()) {
			if (renewable) {
				connection.setConnectHeaders(command.headers());
			}
			admit(connection, message, command, renewable);
		}
		else {
			accept(connection, message, command, renewable, null);
		}
	}

	/**
	 * Let the application's interceptors see the connect command. They may replace the
	 * user; the verified token's expiry stays.
	 */
	private void admit(ClientConnection connection, int message, Command.Connect command, boolean renewable) {
		Session session = connection.session();
		Refusal refusal = this.guard.perform(session, connectFrame(command.headers(), command.token()), (admitted) -> {
			Principal user = admitted.user();
			ClientIdentity verified = session.identity();
			if (user != null && !user.equals(verified.principal())) {
				try {
					session.setIdentity(verified.withPrincipal(user));
				}
				catch (TenantRefusedException ex) {
					connection.refuseTenant();
					return;
				}
			}
			accept(connection, message, command, renewable, admitted.message());
		});
		if (refusal == Refusal.UNAVAILABLE) {
			refuse(connection, message, command, CentrifugeError.INTERNAL);
		}
		else if (refusal != null) {
			sendAway(connection, refusal, "the application's interceptors refused its connect");
		}
	}

	private static void sendAway(ClientConnection connection, Refusal refusal, String cause) {
		connection.disconnect((refusal == Refusal.UNAUTHENTICATED) ? CentrifugeDisconnect.INVALID_TOKEN
				: CentrifugeDisconnect.PERMISSION_DENIED, cause);
	}

	/**
	 * A CONNECT frame that means the same. The token that was verified takes the place of
	 * any that the client has put in the headers: who reads them must not take one for
	 * the other.
	 */
	private ClientCommand.Connect connectFrame(Map<String, String> given, String token) {
		Map<String, String> headers = new LinkedCaseInsensitiveMap<>();
		headers.putAll(given);
		if (this.authenticator != null && !token.isEmpty()) {
			headers.put(BearerTokens.HEADER, BearerTokens.write(token));
		}
		else if (!token.isEmpty()) {
			headers.putIfAbsent(BearerTokens.HEADER, BearerTokens.write(token));
		}
		return new ClientCommand.Connect(headers);
	}

	/**
	 * Answer a refresh command. The application's interceptors may refuse it as they
	 * refuse a connect command. A client whose new token has expired too is sent away
	 * with a code after which it connects again with a fresh one: an error reply would
	 * make it give up.
	 */
	void refresh(ClientConnection connection, Command.Refresh command) {
		if (this.authenticator == null || !connection.expiry().isRenewable() || command.token().isEmpty()) {
			connection.disconnect(CentrifugeDisconnect.BAD_REQUEST, "nothing to refresh");
			return;
		}
		if (!connection.expiry().budget().tryUse()) {
			connection.fail(command.id(), CentrifugeError.TOO_MANY_REQUESTS);
			return;
		}
		Session session = connection.session();
		TokenCheck check = check(session, command.token());
		ClientIdentity identity = check.identity();
		if (identity == null) {
			switch (check.outcome()) {
				case UNAVAILABLE -> connection.fail(command.id(), CentrifugeError.INTERNAL);
				case INVALID -> connection.disconnect(CentrifugeDisconnect.INVALID_TOKEN, "its new token is invalid");
				case TENANT -> connection.refuseTenant();
				default -> session.close(CloseReason.EXPIRED);
			}
			return;
		}
		if (!connection.isVerified(identity)) {
			connection.disconnect(CentrifugeDisconnect.INVALID_TOKEN, "its new token is another user's");
			return;
		}
		ConnectCheck asked = this.guard.isActive() ? this.guard.check(session,
				connectFrame(connection.connectHeaders(), command.token()), identity.principal())
				: new ConnectCheck(null, identity.principal());
		Refusal refusal = asked.refusal();
		if (refusal == Refusal.UNAVAILABLE) {
			connection.fail(command.id(), CentrifugeError.INTERNAL);
		}
		else if (refusal != null) {
			sendAway(connection, refusal, "the application's interceptors refused its new token");
		}
		else {
			apply(connection, command, asked.identity(identity));
		}
	}

	private void apply(ClientConnection connection, Command.Refresh command, ClientIdentity identity) {
		Session session = connection.session();
		if (!identity.destinationUser().equals(session.identity().destinationUser())) {
			connection.disconnect(CentrifugeDisconnect.INVALID_TOKEN,
					"the application's interceptors made it another user");
			return;
		}
		session.setIdentity(identity);
		connection.expiry().start(true);
		this.subscriptions.recheck(connection);
		connection.reply(ReplyWriter.refreshed(command.id(), session.publicId(), this.options.serverVersion(),
				connection.expiry().ttl()));
	}

	private void accept(ClientConnection connection, int message, Command.Connect command, boolean renewable,
			@Nullable Message<?> shown) {
		Session session = connection.session();
		if (this.options.tokenRequired() && !session.identity().isAuthenticated()) {
			connection.disconnect(CentrifugeDisconnect.BAD_REQUEST, "it brought no token");
			return;
		}
		if (session.tenants().isMissing(session.identity())) {
			connection.refuseTenant();
			return;
		}
		Message<?> event = connection.events().connect(connectFrame(command.headers(), command.token()), shown);
		if (!this.resumption.isWanted(command)) {
			completeConnect(connection, command, renewable, event, null);
			return;
		}
		CompletionStage<CentrifugeResumeHandler.Outcome> resumption = CurrentClient
			.carry(this.resumption.begin(connection, command));
		connection.markResuming();
		session.inbound().suspendUntil(resumption.thenAccept((outcome) -> {
			completeConnect(connection, command, renewable, event, outcome);
			if (outcome.resumed()) {
				this.resumption.publishResumed(connection);
			}
			outcome.activate();
		}).exceptionally((failure) -> {
			logger.error("Resuming a session as " + session.publicId() + " failed", failure);
			if (connection.phase() == Phase.RESUMING) {
				refuse(connection, message, command, CentrifugeError.INTERNAL);
			}
			return null;
		}));
	}

	private void completeConnect(ClientConnection connection, Command.Connect command, boolean renewable,
			@Nullable Message<?> event, CentrifugeResumeHandler.@Nullable Outcome outcome) {
		connection.session().markConnected();
		if (!connection.session().isOpen()) {
			return;
		}
		connection.markConnected();
		connection.expiry().start(renewable);
		connection.events().publishConnected(event);
		connection.reply(ReplyWriter.connected(command.id(), connection.session().publicId(),
				this.options.serverVersion(), connection.expiry().ttl(), pingSeconds(), outcome));
		connection.heartbeat().start();
	}

	private TokenCheck check(Session session, String token) {
		TokenAuthenticator current = Objects.requireNonNull(this.authenticator);
		return TokenCheck.of(() -> session.tenants().assign(session.identity(), current.authenticate(token)));
	}

	/**
	 * Word the outcome of a token that was not verified.
	 */
	private void refuse(ClientConnection connection, int message, Command.Connect command, TokenCheck.Outcome outcome) {
		switch (outcome) {
			case EXPIRED -> refuse(connection, message, command, CentrifugeError.TOKEN_EXPIRED);
			case INVALID -> connection.disconnect(CentrifugeDisconnect.INVALID_TOKEN, "its token is invalid");
			case TENANT -> connection.refuseTenant();
			default -> refuse(connection, message, command, CentrifugeError.INTERNAL);
		}
	}

	/**
	 * Answer with an error. The client should leave by itself; it is not given long.
	 */
	private void refuse(ClientConnection connection, int message, Command.Connect command, CentrifugeError error) {
		connection.recordRefusal(error.errorName());
		awaitLeaving(connection, message);
		connection.fail(command.id(), error);
	}

	private void awaitLeaving(ClientConnection connection, int message) {
		connection.markRefused(message);
		connection.setDeadline(this.timer.schedule(this.options.leaveTimeout(),
				() -> connection.disconnect(CentrifugeDisconnect.STALE, "its connect was refused")));
	}

	private long pingSeconds() {
		Duration interval = this.options.pingInterval();
		return interval.isZero() ? 0 : Math.max(1, interval.toSeconds());
	}

}
