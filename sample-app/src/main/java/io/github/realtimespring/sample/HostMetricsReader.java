package io.github.realtimespring.sample;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Reads this node's metrics from the JVM's management beans. Not thread-safe: garbage
 * collection is reported as the difference to the previous call.
 */
@Component
class HostMetricsReader {

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	// The "cycles" of a concurrent collector are no pauses.
	private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans()
		.stream()
		.filter((collector) -> !collector.getName().endsWith("Cycles"))
		.toList();

	private final SampleNode node;

	private final MeterRegistry meters;

	private long collectionTime;

	private long collectionCount;

	HostMetricsReader(SampleNode node, MeterRegistry meters) {
		this.node = node;
		this.meters = meters;
		this.collectionTime = totalCollectionTime();
		this.collectionCount = totalCollectionCount();
	}

	HostMetrics read() {
		long time = totalCollectionTime();
		long count = totalCollectionCount();
		MemoryUsage heap = this.memory.getHeapMemoryUsage();
		long heapMax = (heap.getMax() >= 0) ? heap.getMax() : heap.getCommitted();
		HostMetrics metrics = new HostMetrics(Instant.now(), this.node.name(),
				new HostMetrics.Load(share(this.system.getProcessCpuLoad()), share(this.system.getCpuLoad())),
				new HostMetrics.Heap(heap.getUsed(), heapMax), this.threads.getThreadCount(),
				new HostMetrics.Collections(time - this.collectionTime, count - this.collectionCount), sessions());
		this.collectionTime = time;
		this.collectionCount = count;
		return metrics;
	}

	/**
	 * The beans answer a negative number or none until they have something to compare.
	 */
	private static double share(double load) {
		return (load >= 0 && load <= 1) ? load : 0;
	}

	private long totalCollectionTime() {
		return this.collectors.stream().mapToLong((collector) -> Math.max(0, collector.getCollectionTime())).sum();
	}

	private long totalCollectionCount() {
		return this.collectors.stream().mapToLong((collector) -> Math.max(0, collector.getCollectionCount())).sum();
	}

	private @Nullable Integer sessions() {
		Collection<Gauge> gauges = this.meters.find("realtime.sessions").gauges();
		return gauges.isEmpty() ? null : (int) gauges.stream().mapToDouble(Gauge::value).sum();
	}

}
