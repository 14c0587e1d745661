package io.github.realtimespring.checker.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Stands before servers on the loopback interface and takes one of them, at random, for
 * each connection. It can hold bytes back in either direction, as a network that loses
 * packets does, let them trickle, and reset connections. One thread does everything.
 */
public final class FaultProxy implements AutoCloseable {

	private final Supplier<List<Integer>> targets;

	private final Random random;

	private final Selector selector;

	private final ServerSocketChannel listener;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final Set<Link> links = new LinkedHashSet<>();

	private final int port;

	private Faults faults = Faults.NONE;

	private volatile boolean closed;

	/**
	 * Start.
	 * @param name of the thread
	 * @param seed of the choice of servers
	 * @param targets the ports of the servers that can be connected to
	 */
	public FaultProxy(String name, long seed, Supplier<List<Integer>> targets) {
		this.targets = targets;
		this.random = new Random(seed);
		try {
			this.selector = Selector.open();
			this.listener = ServerSocketChannel.open();
			this.listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1024);
			this.listener.configureBlocking(false);
			this.listener.register(this.selector, SelectionKey.OP_ACCEPT);
			this.port = ((InetSocketAddress) this.listener.getLocalAddress()).getPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread thread = new Thread(this::run, name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Where it listens.
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Trouble all connections, also those to come.
	 */
	public void trouble(Faults faults) {
		task(() -> {
			this.faults = faults;
			this.links.forEach((link) -> link.trouble(faults));
		});
	}

	/**
	 * Trouble some of the connections that there are.
	 * @param percent how many of them, at random
	 * @param faults the trouble
	 */
	public void trouble(int percent, Faults faults) {
		task(() -> this.links.forEach((link) -> {
			if (this.random.nextInt(100) < percent) {
				link.trouble(faults);
			}
		}));
	}

	/**
	 * Reset connections.
	 * @param percent how many of them, at random
	 * @param troubledOnly whether only those that are in trouble
	 */
	public void reset(int percent, boolean troubledOnly) {
		task(() -> {
			for (Link link : List.copyOf(this.links)) {
				if ((!troubledOnly || link.isTroubled()) && this.random.nextInt(100) < percent) {
					link.reset();
				}
			}
		});
	}

	/**
	 * End all trouble; what was held back goes on.
	 */
	public void heal() {
		trouble(Faults.NONE);
	}

	private void task(Runnable task) {
		this.tasks.add(task);
		this.selector.wakeup();
	}

	private void run() {
		while (!this.closed) {
			try {
				this.selector.select();
				for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
					task.run();
				}
				for (SelectionKey key : this.selector.selectedKeys()) {
					if (!key.isValid()) {
						continue;
					}
					if (key.attachment() instanceof Link link) {
						link.selected(key);
					}
					else {
						accept();
					}
				}
				this.selector.selectedKeys().clear();
			}
			catch (IOException ex) {
				// Of one connection, which is gone; the listener is never closed before
				// the end.
			}
		}
		List.copyOf(this.links).forEach(Link::reset);
		try {
			this.listener.close();
			this.selector.close();
		}
		catch (IOException ex) {
			// It is gone either way.
		}
	}

	private void accept() throws IOException {
		for (SocketChannel client = this.listener.accept(); client != null; client = this.listener.accept()) {
			List<Integer> ports = this.targets.get();
			if (ports.isEmpty()) {
				client.close();
				continue;
			}
			int target = ports.get(this.random.nextInt(ports.size()));
			Link link = new Link(this.selector, client, target, this.links::remove);
			this.links.add(link);
			link.trouble(this.faults);
			link.connect();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.selector.wakeup();
	}

	/**
	 * What is wrong with a connection.
	 *
	 * @param holdRequests whether nothing passes to the server
	 * @param holdAnswers whether nothing passes to the client
	 * @param trickle whether each byte goes by itself
	 */
	public record Faults(boolean holdRequests, boolean holdAnswers, boolean trickle) {

		/** Nothing is wrong. */
		public static final Faults NONE = new Faults(false, false, false);

		/** Nothing passes in either direction. */
		public static final Faults SILENT = new Faults(true, true, false);

		/** The client takes nothing. */
		public static final Faults SLOW_READER = new Faults(false, true, false);

		/** Byte by byte, in both directions. */
		public static final Faults TRICKLE = new Faults(false, false, true);

	}

}
