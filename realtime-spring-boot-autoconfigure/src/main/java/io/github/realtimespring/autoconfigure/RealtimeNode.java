package io.github.realtimespring.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * This running instance of the application.
 *
 * @param name how people call it; two nodes may have been given the same name
 * @param id tells it apart from every other node, even from its own earlier runs
 */
public record RealtimeNode(String name, String id) {

	public RealtimeNode {
		Assert.hasText(name, "'name' must not be empty");
		Assert.hasText(id, "'id' must not be empty");
	}

	/**
	 * A node of the given name.
	 * @param name the configured name, or {@code null} to use the host's name with a
	 * random suffix
	 */
	static RealtimeNode named(@Nullable String name) {
		String suffix = "-" + Long.toString(ThreadLocalRandom.current().nextLong(36L * 36 * 36 * 36 * 36 * 36), 36);
		if (StringUtils.hasText(name)) {
			return new RealtimeNode(name, name + suffix);
		}
		String generated = hostName() + suffix;
		return new RealtimeNode(generated, generated);
	}

	private static String hostName() {
		String fromEnvironment = System.getenv("HOSTNAME");
		if (StringUtils.hasText(fromEnvironment)) {
			return fromEnvironment;
		}
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "node";
		}
	}

}
