package io.github.realtimespring.sample;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import io.github.realtimespring.sample.HostMetrics.Collections;
import io.github.realtimespring.sample.HostMetrics.Heap;
import io.github.realtimespring.sample.HostMetrics.Load;

import static org.assertj.core.api.Assertions.assertThat;

class HostMetricsTests {

	private final JsonMapper mapper = JsonMapper.builder().build();

	@Test
	void thePageGetsFlatJson() {
		HostMetrics metrics = new HostMetrics(Instant.EPOCH, "node-1", new Load(0.25, 0.5), new Heap(100, 200), 30,
				new Collections(4, 2), 7);
		assertThat(this.mapper.readTree(this.mapper.writeValueAsString(metrics))).isEqualTo(this.mapper.readTree("""
				{
					"time": "1970-01-01T00:00:00Z",
					"node": "node-1",
					"cpu": 0.25,
					"systemCpu": 0.5,
					"heapUsed": 100,
					"heapMax": 200,
					"threads": 30,
					"gcPauseMs": 4,
					"gcCount": 2,
					"sessions": 7
				}
				"""));
	}

}
