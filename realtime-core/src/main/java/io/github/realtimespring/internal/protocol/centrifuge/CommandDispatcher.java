package io.github.realtimespring.internal.protocol.centrifuge;

import org.apache.commons.logging.Log;

import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.limit.ClientRate;
import io.github.realtimespring.internal.limit.RateRefusal;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.centrifuge.ClientConnection.Phase;
import io.github.realtimespring.internal.protocol.centrifuge.codec.Command;

/**
 * Carries out commands, one after another for each session, on the session's inbound
 * queue. Thread-safe.
 */
final class CommandDispatcher {

	private static final Log logger = LimitedLog.of(CommandDispatcher.class);

	private final ConnectHandler connects;

	private final CentrifugeSubscriptionHandler subscriptions;

	private final PublishHandler publications;

	private final HistoryHandler histories;

	private final ApplicationCommandHandler application;

	CommandDispatcher(ConnectHandler connects, CentrifugeSubscriptionHandler subscriptions, PublishHandler publications,
			HistoryHandler histories, ApplicationCommandHandler application) {
		this.connects = connects;
		this.subscriptions = subscriptions;
		this.publications = publications;
		this.histories = histories;
		this.application = application;
	}

	/**
	 * Whether carrying out a command may take its time.
	 */
	boolean mayBlock(Command command) {
		return !(command instanceof Command.Publish) || this.publications.mayBlock();
	}

	/**
	 * Refuse a command if the client sends faster than it may. What a client needs to
	 * begin, to end something and to stay alive has no such limit.
	 * @param size the size of the command, in bytes
	 * @return whether it may be carried out
	 */
	boolean admit(ClientConnection connection, Command command, int size) {
		Session session = connection.session();
		ClientRate rate = session.traffic().rate();
		if (!rate.isLimited() || !session.isOpen() || command instanceof Command.Connect
				|| command instanceof Command.Unsubscribe || command instanceof Command.Refresh
				|| command instanceof Command.Pong) {
			return true;
		}
		RateRefusal refusal = rate.tryUse(session, 1, size);
		if (refusal != null) {
			connection.refuse(command.id(), refusal);
		}
		return refusal == null;
	}

	/**
	 * Carry out a command.
	 * @param message the number of the message that held it
	 */
	void dispatch(ClientConnection connection, int message, Command command) {
		if (!connection.session().isOpen() || connection.isRefusedMessage(message)) {
			return;
		}
		boolean connect = command instanceof Command.Connect;
		if (connect ? connection.phase() != Phase.NEW : connection.phase() != Phase.CONNECTED) {
			connection.disconnect(CentrifugeDisconnect.BAD_REQUEST,
					connect ? "it sent a second connect" : "it sent a command without being connected");
			return;
		}
		if (!(command instanceof Command.Publish)) {
			// It may take its time, and replies to earlier commands must not wait for it
			connection.session().outbound().flush();
		}
		try {
			carryOut(connection, message, command);
		}
		catch (RuntimeException ex) {
			logger.error("A command of session " + connection.session().publicId() + " failed", ex);
			connection.fail(command.id(), CentrifugeError.INTERNAL);
		}
	}

	private void carryOut(ClientConnection connection, int message, Command command) {
		if (command instanceof Command.Connect connect) {
			this.connects.connect(connection, message, connect);
		}
		else if (command instanceof Command.Rpc rpc) {
			this.application.call(connection, rpc);
		}
		else if (command instanceof Command.Send send) {
			this.application.send(connection, send);
		}
		else if (command instanceof Command.Refresh refresh) {
			this.connects.refresh(connection, refresh);
		}
		else if (command instanceof Command.OnChannel onChannel) {
			carryOutOnChannel(connection, onChannel);
		}
		else if (command instanceof Command.Pong) {
			connection.disconnect(CentrifugeDisconnect.BAD_REQUEST, "it answered a ping that was not sent");
		}
		else {
			connection.disconnect(CentrifugeDisconnect.BAD_REQUEST, "it sent an unknown command");
		}
	}

	private void carryOutOnChannel(ClientConnection connection, Command.OnChannel command) {
		if (command.channel().isEmpty()) {
			connection.disconnect(CentrifugeDisconnect.BAD_REQUEST, "it named no channel");
		}
		else if (command instanceof Command.Publish publish) {
			this.publications.publish(connection, publish);
		}
		else if (command instanceof Command.Subscribe subscribe) {
			this.subscriptions.subscribe(connection, subscribe);
		}
		else if (command instanceof Command.Unsubscribe unsubscribe) {
			this.subscriptions.unsubscribe(connection, unsubscribe);
		}
		else if (command instanceof Command.History history) {
			this.histories.history(connection, history);
		}
		else {
			// No channel has presence or tokens of its own
			connection.fail(command.id(), CentrifugeError.NOT_AVAILABLE);
		}
	}

}
