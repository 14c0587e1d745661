package io.github.realtimespring;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes from application code to realtime clients, and controls their sessions,
 * whichever node they are connected to and whichever protocol they speak. Thread-safe.
 *
 * <p>
 * A payload that is a {@code byte[]} is sent as it is, a {@link CharSequence} as UTF-8
 * text, anything else as JSON.
 *
 * <p>
 * Where clients have tenants, every operation concerns one tenant: that of
 * {@link #forTenant}, otherwise that of the client whose message the current thread
 * handles, otherwise that of the current authentication. Without any it throws a
 * {@link TenantRequiredException}.
 *
 * @since 0.1.0
 */
public interface RealtimeOperations {

	/**
	 * Publish to all subscribers of a channel.
	 * @param channel the channel's name, for example {@code prices:EURUSD}
	 * @param payload the payload
	 * @return completes when the relay has taken the publication and fails when it could
	 * not; messages of one thread to one channel keep their order. On a conflated channel
	 * it completes with {@link StreamPosition#NONE} as soon as a later publication
	 * replaces this one, which is then never delivered
	 * @throws IllegalArgumentException if the payload can't be converted
	 */
	CompletableFuture<StreamPosition> publish(String channel, Object payload);

	/**
	 * Publish to all subscribers of a channel.
	 * @param channel the channel's name
	 * @param payload the payload
	 * @param options how to publish
	 * @return completes as {@link #publish(String, Object)}
	 * @throws IllegalArgumentException if the payload can't be converted
	 */
	CompletableFuture<StreamPosition> publish(String channel, Object payload, PublishOptions options);

	/**
	 * Publish to every session of a user that subscribed to {@code /user} + destination.
	 * @param user the name of the user's principal
	 * @param destination the destination below {@code /user}, for example
	 * {@code /queue/notifications}
	 * @param payload the payload
	 * @return completes as {@link #publish}
	 * @throws IllegalArgumentException if the payload can't be converted
	 */
	CompletableFuture<StreamPosition> publishToUser(String user, String destination, Object payload);

	/**
	 * Publish to every session of a user that subscribed to {@code /user} + destination.
	 * @param user the name of the user's principal
	 * @param destination the destination below {@code /user}
	 * @param payload the payload
	 * @param options how to publish
	 * @return completes as {@link #publish}
	 * @throws IllegalArgumentException if the payload can't be converted
	 */
	CompletableFuture<StreamPosition> publishToUser(String user, String destination, Object payload,
			PublishOptions options);

	/**
	 * Read a channel's history.
	 * @param channel the channel's name
	 * @param query which publications
	 * @return completes with the publications and the position of the stream; fails with
	 * {@link UnrecoverablePositionException} if the query names a position of another
	 * stream, with {@link HistoryDisabledException} if the channel keeps no history
	 */
	CompletableFuture<History> history(String channel, HistoryQuery query);

	/**
	 * Disconnect clients on all nodes. What is pending is written first. The clients may
	 * connect again, unless the code tells them not to.
	 * @param clients the clients
	 * @param code the close code and reason that they receive
	 * @return completes with the nodes that have confirmed it, when all have or after a
	 * few seconds; fails if the relay is unavailable
	 * @throws IllegalArgumentException if the code is not
	 * {@linkplain CloseCode#isSendable one that can be sent}
	 */
	CompletableFuture<ControlResult> disconnect(ClientSelector clients, CloseCode code);

	/**
	 * Revoke the credentials of clients on all nodes, and close their sessions at once.
	 * No publication that is made after this has completed is delivered to them by a node
	 * that has confirmed it; other nodes execute it before they deliver again.
	 * <ul>
	 * <li>A user: tokens that were issued before, or whose time of issue is unknown, are
	 * rejected. The resolution of a JWT's {@code iat} is a second.</li>
	 * <li>A token: it is rejected.</li>
	 * <li>A session: it can't be resumed. Its client may connect again.</li>
	 * </ul>
	 * Logins of the application, such as HTTP sessions, are left to the application: end
	 * them first.
	 * @param clients the clients
	 * @param until the time until which credentials are rejected, at least the expiry of
	 * the last token in question
	 * @return completes with the nodes that have confirmed it, when all have or after a
	 * few seconds; fails if the relay is unavailable
	 */
	CompletableFuture<ControlResult> revoke(ClientSelector clients, Instant until);

	/**
	 * End subscriptions of clients on all nodes. Their clients are told, and may
	 * subscribe again if they are permitted to.
	 * @param clients the clients
	 * @param channel the channel's name
	 * @return completes with the nodes that have confirmed it, when all have or after a
	 * few seconds; fails if the relay is unavailable
	 */
	CompletableFuture<ControlResult> unsubscribe(ClientSelector clients, String channel);

	/**
	 * Return a view of these operations for one tenant: its channels, its users and its
	 * sessions only.
	 * @param tenant the name of the tenant; empty for clients without one, where the
	 * application accepts these
	 * @return the view
	 * @throws IllegalArgumentException if the name is malformed
	 * @throws IllegalStateException if clients have no tenants in this application
	 */
	default RealtimeOperations forTenant(String tenant) {
		throw new UnsupportedOperationException("These operations know no tenants");
	}

	/**
	 * Subscribe clients on all nodes to a channel. Each needs the permission to subscribe
	 * that it would need itself. Centrifuge clients get a server-side subscription; it
	 * ends with the session. STOMP has no subscriptions that a server makes: STOMP
	 * clients are left out, and not counted. A client that is subscribed already stays
	 * so.
	 * @param clients the clients
	 * @param channel the channel's name
	 * @return completes with the nodes that have confirmed it, when all have or after a
	 * few seconds; fails if the relay is unavailable
	 */
	CompletableFuture<ControlResult> subscribe(ClientSelector clients, String channel);

	/**
	 * Check the subscriptions of clients on all nodes again, as when a client presents a
	 * new token: interceptors, namespaces and the
	 * {@link io.github.realtimespring.security.ChannelAuthorizer} are asked, and
	 * subscriptions that are no longer permitted end. The checks begin when a node
	 * confirms the command.
	 * @param clients the clients
	 * @return completes with the nodes that have confirmed it, when all have or after a
	 * few seconds; fails if the relay is unavailable
	 */
	CompletableFuture<ControlResult> refresh(ClientSelector clients);

	/**
	 * Check the subscriptions of clients again as {@link #refresh(ClientSelector)} does,
	 * and change the time at which their identities expire.
	 * @param clients the clients
	 * @param expiresAt the new expiry, earlier or later than the present one. It is in
	 * force until the client presents a new token
	 * @return completes with the nodes that have confirmed it, when all have or after a
	 * few seconds; fails if the relay is unavailable
	 */
	CompletableFuture<ControlResult> refresh(ClientSelector clients, Instant expiresAt);

}
