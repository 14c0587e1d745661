package io.github.realtimespring.protocol.centrifuge;

import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.UserChannels;
import io.github.realtimespring.hub.Hub;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.security.ChannelAction;

/**
 * Reads for clients what channels keep. Thread-safe.
 */
final class HistoryHandler {

	private static final Log logger = LogFactory.getLog(HistoryHandler.class);

	private final Hub hub;

	private final ChannelChecks checks;

	HistoryHandler(Hub hub, ChannelChecks checks) {
		this.hub = hub;
		this.checks = checks;
	}

	/**
	 * Read. The session's later commands wait for the reply, and until the client has
	 * taken most of it: else many replies were more than may be pending.
	 */
	void history(ClientConnection connection, Command.History command) {
		Session session = connection.session();
		String relayChannel = UserChannels.resolve(command.channel(), session.userChannelName());
		CentrifugeError error = check(session, command, relayChannel);
		if (error != null) {
			connection.fail(command.id(), error);
			return;
		}
		int most = this.hub.options().streams().recoveryLimit();
		int limit = (command.limit() < 0) ? most : (int) Math.min(command.limit(), most);
		CompletableFuture<History> history = this.hub.history((relayChannel != null) ? relayChannel : command.channel(),
				new HistoryQuery(limit, command.since(), command.reverse(), this.hub.options().maxReadBytes()));
		session.inbound().suspendUntil(history.handle((found, failure) -> {
			if (failure == null) {
				connection.reply(ReplyWriter.history(command.id(), found));
			}
			else if (isUnrecoverable(failure)) {
				connection.fail(command.id(), CentrifugeError.UNRECOVERABLE_POSITION);
			}
			else {
				logger.debug("The history of a channel could not be read", failure);
				connection.fail(command.id(), CentrifugeError.INTERNAL);
			}
			return true;
		}).thenCompose((done) -> this.hub.awaitRoom(session)));
	}

	private static boolean isUnrecoverable(Throwable failure) {
		return RelayException.unwrap(failure) instanceof UnrecoverablePositionException;
	}

	private @Nullable CentrifugeError check(Session session, Command.History command, @Nullable String relayChannel) {
		if (this.checks.isTooLong(command.channel())) {
			return CentrifugeError.BAD_REQUEST;
		}
		if (relayChannel == null) {
			CentrifugeError error = this.checks.check(ChannelAction.SUBSCRIBE, command.channel(), session.identity());
			if (error != null) {
				return error;
			}
		}
		if (!this.hub.historyOptions((relayChannel != null) ? relayChannel : command.channel()).isEnabled()) {
			return CentrifugeError.NOT_AVAILABLE;
		}
		return (command.reverse() && command.since() != null && command.since().offset() == 0)
				? CentrifugeError.BAD_REQUEST : null;
	}

}
