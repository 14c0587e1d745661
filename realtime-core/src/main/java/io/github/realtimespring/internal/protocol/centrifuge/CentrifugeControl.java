package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.guard.ClientCommand;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.protocol.centrifuge.CentrifugeSubscriptionHandler.Restoration;
import io.github.realtimespring.internal.protocol.centrifuge.ClientConnection.Phase;
import io.github.realtimespring.internal.protocol.centrifuge.codec.ReplyWriter;

/**
 * Executes what the application asks for with live sessions: a server-side subscription
 * is begun like one of a resumed session, and the client gets the push {@code subscribe}.
 * Thread-safe.
 */
final class CentrifugeControl implements SessionProtocol.Control {

	private final CentrifugeSubscriptionHandler subscriptions;

	private final int maxSubscriptions;

	CentrifugeControl(CentrifugeSubscriptionHandler subscriptions, int maxSubscriptions) {
		this.subscriptions = subscriptions;
		this.maxSubscriptions = maxSubscriptions;
	}

	@Override
	public void unsubscribe(Subscription subscription) {
		this.subscriptions.end(subscription);
	}

	@Override
	public boolean subscribe(Session session, String channel) {
		inTurn(session, (connection) -> subscribe(connection, channel));
		return true;
	}

	private void subscribe(ClientConnection connection, String channel) {
		Session session = connection.session();
		if (session.subscription(channel) != null || session.subscriptions().size() >= this.maxSubscriptions) {
			return;
		}
		Restoration restoration = this.subscriptions.restore(connection, channel);
		if (restoration == null) {
			return;
		}
		connection.events().publishSubscribed(new ClientCommand.Subscribe(channel), null);
		session.inbound()
			.suspendUntil(this.subscriptions.recover(connection, restoration, null, 0).thenAccept((begun) -> {
				if (begun != null) {
					Recovery start = begun.recovery();
					begun.subscription()
						.activate(ReplyWriter.subscribedByServer(channel, start), (start != null) ? start.top() : null);
				}
				else {
					connection.events().publishUnsubscribed(new ClientCommand.Unsubscribe(channel));
				}
			}));
	}

	@Override
	public void refresh(Session session, @Nullable Instant expiresAt) {
		inTurn(session, (connection) -> {
			if (expiresAt != null) {
				session.setIdentity(session.identity().withExpiry(expiresAt));
				connection.expiry().start(connection.expiry().isRenewable());
			}
			this.subscriptions.recheck(connection);
		});
	}

	/**
	 * Run a task after the client's earlier commands. A client with too many of them, or
	 * whose task fails, is closed, because it would keep what it may no longer have.
	 */
	private static void inTurn(Session session, Consumer<ClientConnection> task) {
		ClientConnection connection = ClientConnection.of(session);
		try {
			session.inbound().execute(() -> {
				if (session.isOpen() && connection.phase() == Phase.CONNECTED) {
					runOrClose(task, connection);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			session.close(CloseReason.TOO_MANY_REQUESTS);
		}
	}

	private static void runOrClose(Consumer<ClientConnection> task, ClientConnection connection) {
		try {
			task.accept(connection);
		}
		catch (RuntimeException ex) {
			connection.session().close(CloseReason.INTERNAL_ERROR);
			throw ex;
		}
	}

}
