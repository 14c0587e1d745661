package io.github.realtimespring.internal.protocol.centrifuge;

import org.apache.commons.logging.Log;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.internal.concurrent.Failures;
import io.github.realtimespring.internal.guard.ClientCommand;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.guard.Refusal;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.NewChannelLimitException;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.limit.RateRefusal;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.centrifuge.codec.Command;
import io.github.realtimespring.internal.protocol.centrifuge.codec.ReplyWriter;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.security.ChannelAction;

/**
 * Publishes for clients. Thread-safe.
 */
final class PublishHandler {

	private static final Log logger = LimitedLog.of(PublishHandler.class);

	private static final String JSON = "application/json";

	private final Hub hub;

	private final CommandGuard guard;

	private final ChannelChecks checks;

	PublishHandler(Hub hub, CommandGuard guard, ChannelChecks checks) {
		this.hub = hub;
		this.guard = guard;
		this.checks = checks;
	}

	/**
	 * Whether to publish may take its time.
	 */
	boolean mayBlock() {
		return this.checks.mayBlock() || this.guard.isActive();
	}

	/**
	 * Publish. The reply is sent when the relay has taken the publication, together with
	 * those to publish commands that follow at once; the session's later commands wait
	 * for that.
	 */
	void publish(ClientConnection connection, Command.Publish command) {
		byte[] data = command.data();
		if (data == null) {
			connection.fail(command.id(), CentrifugeError.BAD_REQUEST);
			return;
		}
		if (this.checks.isTooLong(command.channel())) {
			connection.fail(command.id(), CentrifugeError.BAD_REQUEST);
		}
		else if (this.guard.isActive()) {
			Refusal refusal = this.guard.perform(connection.session(),
					new ClientCommand.Publish(command.channel(), data),
					(admitted) -> publish(connection, command, admitted.channel(), admitted.data()));
			if (refusal != null) {
				connection.fail(command.id(), CentrifugeError.of(refusal));
			}
		}
		else {
			publish(connection, command, command.channel(), data);
		}
	}

	private void publish(ClientConnection connection, Command.Publish command, String channel, byte[] data) {
		Session session = connection.session();
		CentrifugeError error = this.checks.check(ChannelAction.PUBLISH, channel, session.identity());
		if (error == null && command.type() != 0) {
			error = CentrifugeError.NOT_AVAILABLE;
		}
		if (error != null) {
			connection.fail(command.id(), error);
			return;
		}
		RateRefusal tooFast = session.traffic().rate().tryPublish(session, channel, data.length);
		if (tooFast != null) {
			connection.refuse(command.id(), tooFast);
			return;
		}
		PublisherInfo publisher = new PublisherInfo(session.identity().user(), session.publicId());
		Publication publication = Publication.builder(data).contentType(JSON).info(publisher).build();
		session.inbound().suspendUntil(this.hub.publish(session, channel, publication).handle((position, failure) -> {
			if (failure == null) {
				session.sendWithNext(ReplyWriter.done(command.id(), "publish"));
			}
			else if (Failures.unwrap(failure) instanceof NewChannelLimitException refusal) {
				logger.info("Refused a publication in session " + session.publicId() + ": " + refusal.getMessage());
				connection.fail(command.id(), CentrifugeError.LIMIT_EXCEEDED);
			}
			else {
				logFailure(failure);
				connection.fail(command.id(), CentrifugeError.INTERNAL);
			}
			return true;
		}));
	}

	private static void logFailure(Throwable failure) {
		Throwable cause = Failures.unwrap(failure);
		if (cause instanceof RelayException) {
			// The relay itself says when it fails; a line for each message would bury
			// that
			logger.debug("Relay rejected a publication of a client", cause);
		}
		else {
			logger.error("Publishing for a client failed", cause);
		}
	}

}
