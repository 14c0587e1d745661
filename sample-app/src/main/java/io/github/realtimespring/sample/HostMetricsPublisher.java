package io.github.realtimespring.sample;

import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.github.realtimespring.RealtimeOperations;

/**
 * Publishes this node's metrics on the channel {@code metrics:host} each second. Every
 * node does, so the page shows one line a node.
 */
@Component
class HostMetricsPublisher {

	private static final Log logger = LogFactory.getLog(HostMetricsPublisher.class);

	private static final String CHANNEL = "metrics:host";

	private final HostMetricsReader reader;

	private final RealtimeOperations realtime;

	HostMetricsPublisher(HostMetricsReader reader, RealtimeOperations realtime) {
		this.reader = reader;
		this.realtime = realtime;
	}

	@Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
	void publish() {
		this.realtime.publish(CHANNEL, this.reader.read()).whenComplete((position, failure) -> {
			if (failure != null) {
				// The relay reports its own trouble, and newer numbers follow.
				logger.debug("Host metrics were not published", failure);
			}
		});
	}

}
