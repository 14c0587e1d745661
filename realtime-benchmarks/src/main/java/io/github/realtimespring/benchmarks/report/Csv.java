package io.github.realtimespring.benchmarks.report;

import java.util.List;

/**
 * All runs, one a line.
 */
final class Csv {

	private static final String HEADER = "workload,contender,round,defect,deliveries,seconds,cpu_seconds,"
			+ "generator_cpu_seconds,bytes_per_delivery,allocated_per_delivery,p50_us,p99_us,p999_us,lost,duplicated,"
			+ "reordered,heap_per_connection,resident_per_connection\n";

	private Csv() {
	}

	static String of(List<Result> results) {
		StringBuilder csv = new StringBuilder(HEADER);
		for (Result result : results) {
			var measurement = result.measurement();
			List<Object> values = List.of(result.workload(), result.contender(), result.round(),
					'"' + result.defect().replace("\"", "\"\"") + '"', measurement.deliveries(), measurement.seconds(),
					measurement.cost().cpuSeconds(), measurement.cost().generatorCpuSeconds(),
					measurement.cost().bytesPerDelivery(), measurement.cost().allocatedPerDelivery(),
					measurement.latency().p50(), measurement.latency().p99(), measurement.latency().p999(),
					measurement.checks().lost(), measurement.checks().duplicated(), measurement.checks().reordered(),
					result.memory().heap(), result.memory().resident());
			csv.append(String.join(",", values.stream().map(Object::toString).toList())).append('\n');
		}
		return csv.toString();
	}

}
