package io.github.realtimespring.benchmarks.load.counter;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that the threads of other JVMs allocate, as these count them themselves: an agent
 * of the JDK is attached, the server's own code stays as it is. A thread of its own asks,
 * so that nothing waits. What a thread allocates before it ends in the window is not
 * seen.
 */
public final class Allocation implements AutoCloseable {

	private static final Allocation NONE = new Allocation(List.of());

	private final List<JMXConnector> connectors;

	private final List<ThreadMXBean> threads = new ArrayList<>();

	private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "allocation");
		thread.setDaemon(true);
		return thread;
	});

	private @Nullable CompletableFuture<Map<String, Long>> before;

	private @Nullable CompletableFuture<Map<String, Long>> after;

	private Allocation(List<JMXConnector> connectors) {
		this.connectors = connectors;
	}

	/**
	 * Attach to JVMs.
	 * @param pids their processes, none to look at nothing
	 */
	public static Allocation of(@Nullable List<Long> pids) throws IOException {
		if (pids == null || pids.isEmpty()) {
			return NONE;
		}
		Allocation allocation = new Allocation(new ArrayList<>());
		for (long pid : pids) {
			JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(agent(pid)));
			allocation.connectors.add(connector);
			MBeanServerConnection server = connector.getMBeanServerConnection();
			allocation.threads.add(ManagementFactory.newPlatformMXBeanProxy(server,
					ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class));
		}
		return allocation;
	}

	private static String agent(long pid) throws IOException {
		try {
			VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
			try {
				return machine.startLocalManagementAgent();
			}
			finally {
				machine.detach();
			}
		}
		catch (AttachNotSupportedException ex) {
			throw new IOException(ex);
		}
	}

	/** Wait for what was asked for. */
	void await() {
		if (this.before != null) {
			this.before.join();
		}
	}

	/** The window begins. */
	public void start() {
		this.before = sample();
	}

	/** The window ends. */
	public void end() {
		this.after = sample();
	}

	private @Nullable CompletableFuture<Map<String, Long>> sample() {
		return this.threads.isEmpty() ? null : CompletableFuture.supplyAsync(this::byThread, this.executor);
	}

	private Map<String, Long> byThread() {
		Map<String, Long> all = new HashMap<>();
		for (int i = 0; i < this.threads.size(); i++) {
			long[] ids = this.threads.get(i).getAllThreadIds();
			long[] bytes = this.threads.get(i).getThreadAllocatedBytes(ids);
			for (int j = 0; j < ids.length; j++) {
				all.put(i + "/" + ids[j], bytes[j]);
			}
		}
		return all;
	}

	/**
	 * Bytes allocated in the window, -1 if nobody looked.
	 */
	public long bytes() throws IOException {
		if (this.before == null || this.after == null) {
			return -1;
		}
		try {
			return between(this.before.join(), this.after.join());
		}
		catch (CompletionException ex) {
			throw new IOException("The server's threads can't be asked", ex);
		}
	}

	static long between(Map<String, Long> before, Map<String, Long> after) {
		return after.entrySet()
			.stream()
			.mapToLong((thread) -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
			.filter((bytes) -> bytes > 0)
			.sum();
	}

	@Override
	public void close() throws IOException {
		for (JMXConnector connector : this.connectors) {
			connector.close();
		}
		if (this != NONE) {
			this.executor.shutdown();
		}
	}

}
