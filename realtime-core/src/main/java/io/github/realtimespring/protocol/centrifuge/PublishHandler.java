package io.github.realtimespring.protocol.centrifuge;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.hub.Hub;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.security.ChannelAction;

/**
 * Publishes for clients. Thread-safe.
 */
final class PublishHandler {

	private static final Log logger = LogFactory.getLog(PublishHandler.class);

	private static final String JSON = "application/json";

	private final Hub hub;

	private final ChannelChecks checks;

	PublishHandler(Hub hub, ChannelChecks checks) {
		this.hub = hub;
		this.checks = checks;
	}

	/**
	 * Whether to publish may take its time.
	 */
	boolean mayBlock() {
		return this.checks.mayBlock();
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
		Session session = connection.session();
		CentrifugeError error = check(session, command);
		if (error != null) {
			connection.fail(command.id(), error);
			return;
		}
		Publication publication = new Publication(data, JSON).withInfo(session.publisherInfo());
		session.inbound().suspendUntil(this.hub.publish(command.channel(), publication).handle((position, failure) -> {
			if (failure == null) {
				session.sendWithNext(ReplyWriter.done(command.id(), "publish"));
			}
			else {
				logFailure(failure);
				connection.fail(command.id(), CentrifugeError.INTERNAL);
			}
			return true;
		}));
	}

	private @Nullable CentrifugeError check(Session session, Command.Publish command) {
		if (this.checks.isTooLong(command.channel())) {
			return CentrifugeError.BAD_REQUEST;
		}
		CentrifugeError error = this.checks.check(ChannelAction.PUBLISH, command.channel(), session.identity());
		if (error != null) {
			return error;
		}
		return (command.type() != 0) ? CentrifugeError.NOT_AVAILABLE : null;
	}

	private static void logFailure(Throwable failure) {
		Throwable cause = RelayException.unwrap(failure);
		if (cause instanceof RelayException) {
			// The relay itself says when it fails; a line for each message would bury
			// that
			logger.debug("A client's publication was not taken", cause);
		}
		else {
			logger.error("Publishing for a client failed", cause);
		}
	}

}
