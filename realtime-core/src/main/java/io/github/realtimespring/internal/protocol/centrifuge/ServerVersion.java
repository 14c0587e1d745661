package io.github.realtimespring.internal.protocol.centrifuge;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The version of this project, which the build writes into a resource: replies to clients
 * contain it, and some clients require it.
 */
final class ServerVersion {

	private static final Log logger = LogFactory.getLog(ServerVersion.class);

	private static final String UNKNOWN = "unknown";

	private ServerVersion() {
	}

	/**
	 * The version, never empty.
	 */
	static String get() {
		try (InputStream resource = ServerVersion.class.getResourceAsStream("version.properties")) {
			if (resource != null) {
				Properties properties = new Properties();
				properties.load(resource);
				return properties.getProperty("version", UNKNOWN);
			}
		}
		catch (IOException ex) {
			logger.debug("The version can't be read", ex);
		}
		return UNKNOWN;
	}

}
