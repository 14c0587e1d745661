package io.github.realtimespring.autoconfigure.properties;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Warns at start of {@code realtime.*} properties that don't exist. They are never an
 * error: an older version must start with a newer version's configuration after a
 * rollback.
 */
public final class UnknownPropertyReporter implements InitializingBean {

	private static final Log logger = LogFactory.getLog(UnknownPropertyReporter.class);

	/** What Kubernetes sets for a Service whose name begins with "realtime". */
	private static final Pattern SERVICE_LINK = Pattern.compile(".*\\.(service\\.(host|port)|port)(\\..*)?");

	private final Environment environment;

	private final KnownProperties known = new KnownProperties();

	/**
	 * Create the reporter.
	 * @param environment the application's environment
	 */
	public UnknownPropertyReporter(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void afterPropertiesSet() {
		Set<ConfigurationPropertyName> reported = new TreeSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource names) {
				names.stream()
					.filter(KnownProperties.ROOT::isAncestorOf)
					.filter((name) -> !this.known.contains(name) && !isEmptySection(source, name)
							&& !isServiceLink(source, name) && reported.add(name))
					.forEach((name) -> report(name, source.getConfigurationProperty(name)));
			}
		}
	}

	/**
	 * YAML's {@code chat: {}} is an empty text.
	 */
	private boolean isEmptySection(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		return property != null && "".equals(property.getValue()) && this.known.isSection(name);
	}

	private static boolean isServiceLink(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		return source.getUnderlyingSource() instanceof PropertySource<?> properties
				&& properties.getName().endsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
				&& SERVICE_LINK.matcher(name.toString()).matches();
	}

	private void report(ConfigurationPropertyName name, @Nullable ConfigurationProperty property) {
		String nearest = this.known.nearest(name);
		String origin = (property != null && property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
		logger.warn("Unknown property '" + name + "'" + origin + " has no effect"
				+ ((nearest != null) ? ". Did you mean '" + nearest + "'?" : ""));
	}

}
