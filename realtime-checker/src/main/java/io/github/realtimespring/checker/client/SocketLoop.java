package io.github.realtimespring.checker.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The one thread that connects and reads for all clients of ours. Thousands of them have
 * to cost little beside the nodes that they try.
 */
public final class SocketLoop implements AutoCloseable {

	private static final int BUFFER = 64 * 1024;

	private final Selector selector;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private volatile boolean closed;

	/**
	 * Start.
	 */
	public SocketLoop() {
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread thread = new Thread(this::run, "client-sockets");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Do something on the loop's thread.
	 */
	void execute(Runnable task) {
		this.tasks.add(task);
		this.selector.wakeup();
	}

	Selector selector() {
		return this.selector;
	}

	private void run() {
		byte[] buffer = new byte[BUFFER];
		try (Selector open = this.selector) {
			while (!this.closed) {
				open.select((key) -> selected(key, buffer));
				for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
					task.run();
				}
			}
			open.keys().forEach((key) -> ((Connection) key.attachment()).abort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void selected(SelectionKey key, byte[] buffer) {
		if (key.attachment() instanceof Connection connection) {
			connection.selected(key, buffer);
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.selector.wakeup();
	}

}
