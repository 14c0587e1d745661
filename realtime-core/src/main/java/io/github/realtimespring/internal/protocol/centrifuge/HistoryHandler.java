package io.github.realtimespring.internal.protocol.centrifuge;

import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.internal.concurrent.Failures;
import io.github.realtimespring.internal.guard.AdmittedCommand;
import io.github.realtimespring.internal.guard.ClientCommand;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.session.OwnChannels;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.centrifuge.codec.Command;
import io.github.realtimespring.internal.protocol.centrifuge.codec.ReplyWriter;
import io.github.realtimespring.security.ChannelAction;

/**
 * Answers history commands. Thread-safe.
 */
final class HistoryHandler {

	private static final Log logger = LimitedLog.of(HistoryHandler.class);

	private final Hub hub;

	private final CommandGuard guard;

	private final ChannelChecks checks;

	private final Deliveries deliveries;

	HistoryHandler(Hub hub, CommandGuard guard, ChannelChecks checks, Deliveries deliveries) {
		this.hub = hub;
		this.guard = guard;
		this.checks = checks;
		this.deliveries = deliveries;
	}

	/**
	 * Read. The session's later commands wait for the reply, and until the client has
	 * taken most of it: else many replies were more than may be pending.
	 */
	void history(ClientConnection connection, Command.History command) {
		if (this.checks.isTooLong(command.channel())) {
			connection.fail(command.id(), CentrifugeError.BAD_REQUEST);
			return;
		}
		if (!this.guard.isActive()) {
			history(connection, command, command.channel());
			return;
		}
		AdmittedCommand admitted = this.guard.check(connection.session(),
				new ClientCommand.Subscribe(command.channel()));
		if (admitted != null) {
			history(connection, command, admitted.channel());
		}
		else {
			connection.fail(command.id(), CentrifugeError.PERMISSION_DENIED);
		}
	}

	private void history(ClientConnection connection, Command.History command, String requested) {
		Session session = connection.session();
		String own = OwnChannels.resolve(session, requested);
		String channel = (own != null) ? own : requested;
		CentrifugeError error = check(session, command, channel, own != null);
		if (error != null) {
			connection.fail(command.id(), error);
			return;
		}
		int most = this.hub.options().streams().recoveryLimit();
		int limit = (command.limit() < 0) ? most : (int) Math.min(command.limit(), most);
		CompletableFuture<History> history = this.hub.streams()
			.read(session.qualify(channel),
					HistoryQuery.builder()
						.limit(limit)
						.since(command.since())
						.reverse(command.reverse())
						.maxBytes(this.hub.options().maxReadBytes())
						.build());
		session.inbound().suspendUntil(history.handle((found, failure) -> {
			if (failure == null) {
				connection.reply(ReplyWriter.history(command.id(),
						this.deliveries.pass(session, command.channel(), channel, found)));
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
		return Failures.unwrap(failure) instanceof UnrecoverablePositionException;
	}

	private @Nullable CentrifugeError check(Session session, Command.History command, String channel, boolean own) {
		if (!own) {
			CentrifugeError error = this.checks.check(ChannelAction.SUBSCRIBE, channel, session.identity());
			if (error == null) {
				error = this.checks.check(ChannelAction.READ_HISTORY, channel, session.identity());
			}
			if (error != null) {
				return error;
			}
		}
		if (!this.hub.historyOptions(channel).isEnabled()) {
			return CentrifugeError.NOT_AVAILABLE;
		}
		return (command.reverse() && command.since() != null && command.since().offset() == 0)
				? CentrifugeError.BAD_REQUEST : null;
	}

}
