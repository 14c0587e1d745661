package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Notifies writers when their full sockets are writable again. Uses one thread, started
 * with the first full socket, and idle while there is none. Thread-safe.
 */
final class WriteReadiness implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(WriteReadiness.class);

	/**
	 * A closed channel gives its file descriptor back only after the next selection.
	 */
	private static final long MAX_SELECT_MILLIS = 1000;

	private final Queue<Interest> arrivals = new ConcurrentLinkedQueue<>();

	private volatile @Nullable Selector selector;

	private boolean closed;

	/**
	 * Run an action once when a channel takes bytes again; perhaps never if it is closed
	 * before.
	 * @param channel the channel; waits for one thing at a time
	 * @param action must not block
	 */
	void await(SocketChannel channel, Runnable action) {
		this.arrivals.add(new Interest(channel, action));
		Selector current = this.selector;
		((current != null) ? current : open()).wakeup();
	}

	private synchronized Selector open() {
		Selector current = this.selector;
		if (current != null) {
			return current;
		}
		if (this.closed) {
			throw new ClosedSelectorException();
		}
		try {
			Selector opened = Selector.open();
			this.selector = opened;
			Thread thread = new Thread(() -> run(opened), "realtime-write-ready");
			thread.setDaemon(true);
			// Not that of the application whose session happened to be the first
			thread.setContextClassLoader(WriteReadiness.class.getClassLoader());
			thread.start();
			return opened;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void run(Selector selector) {
		while (selector.isOpen()) {
			try {
				long timeout = selector.keys().isEmpty() ? 0 : MAX_SELECT_MILLIS;
				selector.select(this::runAction, timeout);
				for (Interest arrival = this.arrivals.poll(); arrival != null; arrival = this.arrivals.poll()) {
					register(selector, arrival);
				}
			}
			catch (ClosedSelectorException ex) {
				return;
			}
			catch (IOException | RuntimeException ex) {
				logger.error("Selecting writable sockets failed", ex);
			}
		}
	}

	private void register(Selector selector, Interest interest) {
		try {
			interest.channel().register(selector, SelectionKey.OP_WRITE, interest.action());
		}
		catch (ClosedChannelException | CancelledKeyException ex) {
			interest.action().run();
		}
	}

	private void runAction(SelectionKey key) {
		if (key.attach(null) instanceof Runnable action) {
			try {
				key.interestOps(0);
			}
			catch (CancelledKeyException ex) {
				// Closed meanwhile, as the action will see
			}
			action.run();
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		Selector current = this.selector;
		if (current != null) {
			try {
				current.close();
			}
			catch (IOException ex) {
				logger.debug("Closing a selector failed", ex);
			}
		}
	}

	private record Interest(SocketChannel channel, Runnable action) {

	}

}
