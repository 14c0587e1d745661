package io.github.realtimespring.sample;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * The name by which this node signs what it handles: {@code realtime.node-name} when it
 * is set, otherwise the host's name and the port.
 */
@Component
class SampleNode {

	private final Environment environment;

	private final String host;

	SampleNode(Environment environment) {
		this.environment = environment;
		this.host = hostName();
	}

	/**
	 * Return the name of this node. It is final once the web server has started: with
	 * {@code server.port=0} the port isn't known earlier.
	 * @return the name, never empty
	 */
	String name() {
		String configured = this.environment.getProperty("realtime.node-name");
		if (StringUtils.hasText(configured)) {
			return configured;
		}
		String port = this.environment.getProperty("local.server.port",
				this.environment.getProperty("server.port", "8080"));
		return this.host + ":" + port;
	}

	private static String hostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			// A container without an entry of its own in /etc/hosts.
			return "localhost";
		}
	}

}
