package io.github.realtimespring.checker.node;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;

import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.relay.RelayException;

/**
 * Publishes what it is sent, and says exactly what became of it. Plain sockets, one
 * publication each: passing the filters and converters of a web application would cost
 * several times what is to be tried.
 */
class PublishServer implements DisposableBean {

	private static final int BACKLOG = 128;

	private static final int READ_MILLIS = 10_000;

	private final RealtimeOperations operations;

	private final ServerSocket server;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "chaos-publish");
		thread.setDaemon(true);
		return thread;
	});

	PublishServer(RealtimeOperations operations, @Value("${chaos.publish-port}") int port) throws IOException {
		this.operations = operations;
		this.server = new ServerSocket(port, BACKLOG, InetAddress.getByName("127.0.0.1"));
		this.threads.execute(this::accept);
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				this.threads.execute(() -> publish(socket));
			}
			catch (IOException ex) {
				// Closed, or that one is gone already
			}
		}
	}

	private void publish(Socket socket) {
		try {
			socket.setSoTimeout(READ_MILLIS);
			DataInputStream in = new DataInputStream(socket.getInputStream());
			String channel = in.readUTF();
			String key = in.readUTF();
			byte[] payload = in.readNBytes(in.readInt());
			of(channel)
				.publish(TenantChannels.withoutTenant(channel), payload,
						PublishOptions.builder().idempotencyKey(key).build())
				.whenComplete((position, failure) -> answer(socket, position, failure));
		}
		catch (IOException | RuntimeException ex) {
			close(socket);
		}
	}

	/**
	 * The operations of a channel's tenant, where the name has one.
	 */
	private RealtimeOperations of(String channel) {
		return TenantChannels.withoutTenant(channel).equals(channel) ? this.operations
				: this.operations.forTenant(TenantChannels.tenant(channel));
	}

	private static void answer(Socket socket, @Nullable StreamPosition position, @Nullable Throwable failure) {
		try {
			new DataOutputStream(socket.getOutputStream()).writeUTF(outcome(position, failure));
		}
		catch (IOException ex) {
			// Nobody waits any more
		}
		finally {
			close(socket);
		}
	}

	/**
	 * {@code stored}, the offset and the epoch; {@code refused} or {@code unknown}, and
	 * why.
	 */
	private static String outcome(@Nullable StreamPosition position, @Nullable Throwable failure) {
		if (position != null) {
			return "stored " + position.offset() + " " + position.epoch();
		}
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		boolean notExecuted = cause instanceof RelayException relay && relay.isNotExecuted();
		return (notExecuted ? "refused " : "unknown ") + cause;
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is gone either way
		}
	}

	@Override
	public void destroy() throws IOException {
		this.server.close();
		this.threads.shutdown();
	}

}
