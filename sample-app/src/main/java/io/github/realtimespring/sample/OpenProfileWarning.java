package io.github.realtimespring.sample;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Says what the profile {@code open} means, where nobody can overlook it.
 */
@Component
@Profile("open")
class OpenProfileWarning {

	private static final Log logger = LogFactory.getLog(OpenProfileWarning.class);

	@EventListener(ApplicationReadyEvent.class)
	void warn() {
		logger.warn("*** PROFILE 'open': ANYBODY MAY CONNECT WITHOUT A TOKEN, SUBSCRIBE TO EVERY CHANNEL AND PUBLISH "
				+ "ON IT. For trying things out and load tests only, never where strangers can reach this port. ***");
	}

}
