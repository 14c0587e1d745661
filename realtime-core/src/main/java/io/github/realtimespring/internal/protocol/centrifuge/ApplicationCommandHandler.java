package io.github.realtimespring.internal.protocol.centrifuge;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.guard.ClientCommand;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.guard.DeliveryGuard;
import io.github.realtimespring.internal.guard.Refusal;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.protocol.centrifuge.codec.Command;
import io.github.realtimespring.internal.protocol.centrifuge.codec.ReplyWriter;
import io.github.realtimespring.rpc.ClientMessageListener;
import io.github.realtimespring.rpc.RpcException;
import io.github.realtimespring.rpc.RpcHandler;

/**
 * Executes {@code rpc} and {@code send} commands: hands calls and messages of clients to
 * the application. Thread-safe.
 */
final class ApplicationCommandHandler {

	private static final Log logger = LimitedLog.of(ApplicationCommandHandler.class);

	private static final String JSON = "application/json";

	private static final String TEXT = "text/plain;charset=UTF-8";

	private final CommandGuard guard;

	private final DeliveryGuard deliveries;

	private final @Nullable RpcHandler rpcHandler;

	private final @Nullable ClientMessageListener listener;

	ApplicationCommandHandler(CommandGuard guard, ApplicationHandlers handlers) {
		this.guard = guard;
		this.deliveries = guard.deliveries();
		this.rpcHandler = handlers.rpcHandler();
		this.listener = handlers.messageListener();
	}

	/**
	 * Call a method of the application. The session's later commands wait for the result.
	 */
	void call(ClientConnection connection, Command.Rpc command) {
		RpcHandler handler = this.rpcHandler;
		Session session = connection.session();
		if (handler == null) {
			connection.fail(command.id(), CentrifugeError.NOT_AVAILABLE);
		}
		else if (this.guard.isActive()) {
			Refusal refusal = this.guard.perform(session,
					new ClientCommand.Call(command.method(), command.data(), handler.isSubscription(command.method())),
					(admitted) -> call(connection, command,
							() -> handler.call(session, command.method(), admitted.message())));
			if (refusal != null) {
				connection.fail(command.id(), CentrifugeError.of(refusal));
			}
		}
		else {
			call(connection, command, () -> handler.call(session, command.method(), command.data()));
		}
	}

	private void call(ClientConnection connection, Command.Rpc command, Supplier<CompletableFuture<byte[]>> method) {
		Session session = connection.session();
		CompletableFuture<byte[]> result;
		try {
			result = method.get();
		}
		catch (RuntimeException ex) {
			result = CompletableFuture.failedFuture(ex);
		}
		session.inbound().suspendUntil(result.handle((data, failure) -> {
			if (failure == null && data != null) {
				answer(connection, command, data);
			}
			else {
				fail(connection, command, failure);
			}
			return true;
		}));
	}

	private void answer(ClientConnection connection, Command.Rpc command, byte[] data) {
		// As for STOMP clients, nothing is shown where a method has no value
		byte[] left = (data.length > 0) ? pass(connection, command, data, JSON) : data;
		if (left == null) {
			connection.fail(command.id(), CentrifugeError.PERMISSION_DENIED);
			return;
		}
		Frame reply = encode(command, left);
		if (reply != null) {
			connection.reply(reply);
		}
		else {
			connection.fail(command.id(), CentrifugeError.INTERNAL);
		}
	}

	/**
	 * Pass an answer to the application's interceptors.
	 * @return the answer with their changes, {@code null} if they withheld it
	 */
	private byte @Nullable [] pass(ClientConnection connection, Command.Rpc command, byte[] data, String contentType) {
		return this.deliveries.isActive()
				? this.deliveries.passAnswer(connection.session(), command.method(), data, contentType) : data;
	}

	/**
	 * Tell the application something.
	 */
	void send(ClientConnection connection, Command.Send command) {
		ClientMessageListener receiver = this.listener;
		if (receiver == null) {
			connection.disconnect(CentrifugeDisconnect.NOT_AVAILABLE,
					"no ClientMessageListener bean handles its messages");
		}
		else if (this.guard.isActive()) {
			Refusal refusal = this.guard.perform(connection.session(), new ClientCommand.Tell(command.data()),
					(admitted) -> send(connection, receiver, admitted.data()));
			if (refusal != null) {
				connection.fail(0, CentrifugeError.of(refusal));
			}
		}
		else {
			send(connection, receiver, command.data());
		}
	}

	private static void send(ClientConnection connection, ClientMessageListener listener, byte[] data) {
		try {
			listener.onMessage(connection.session(), data);
		}
		catch (RuntimeException ex) {
			logger.error("The listener failed for a message of session " + connection.session().publicId(), ex);
		}
	}

	private static @Nullable Frame encode(Command.Rpc command, byte[] data) {
		try {
			return ReplyWriter.called(command.id(), data);
		}
		catch (RuntimeException ex) {
			logger.error("The result of a call is not JSON: " + ex.getMessage());
			return null;
		}
	}

	private void fail(ClientConnection connection, Command.Rpc command, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (!(cause instanceof RpcException refusal)) {
			if (cause != null) {
				logger.error("A call of session " + connection.session().publicId() + " failed", cause);
			}
			connection.fail(command.id(), CentrifugeError.INTERNAL);
			return;
		}
		CentrifugeError known = CentrifugeError.of(refusal.code());
		String message = refusal.getMessage();
		if (refusal.code() == RpcException.APPLICATION_ERROR && message != null
				&& !message.equals(RpcException.CALL_FAILED)) {
			byte[] left = pass(connection, command, message.getBytes(StandardCharsets.UTF_8), TEXT);
			message = (left != null) ? new String(left, StandardCharsets.UTF_8) : RpcException.CALL_FAILED;
		}
		if (known != null && (message == null || message.equals(known.message()))) {
			connection.fail(command.id(), known);
		}
		else {
			connection.reply(ReplyWriter.error(command.id(), refusal.code(), (message != null) ? message : "",
					known != null && known.isTemporary()));
		}
	}

}
