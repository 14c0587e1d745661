package io.github.realtimespring.compatibility.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

import io.github.realtimespring.compatibility.application.Application;
import io.github.realtimespring.compatibility.application.Recorder;

/**
 * A running application.
 *
 * @param application the application
 * @param variant which of the two
 * @param context its context
 * @param port its port
 */
public record Server(Application application, Variant variant, ConfigurableApplicationContext context,
		int port) implements AutoCloseable {

	/**
	 * Start an application.
	 */
	public static Server start(Application application, Variant variant) {
		List<Class<?>> sources = new ArrayList<>(application.sources());
		sources.add(Boot.class);
		SpringApplication spring = new SpringApplication(sources.toArray(Class<?>[]::new));
		spring.setBannerMode(Banner.Mode.OFF);
		spring.setRegisterShutdownHook(false);
		List<String> arguments = new ArrayList<>();
		application.properties().forEach((property) -> arguments.add("--" + property));
		arguments.add("--server.port=0");
		arguments.add("--server.shutdown=immediate");
		arguments.add("--realtime.drain.period=0s");
		arguments.add("--spring.autoconfigure.exclude="
				+ StringUtils.collectionToCommaDelimitedString(excluded(application, variant)));
		ConfigurableApplicationContext context = spring.run(arguments.toArray(String[]::new));
		if (context.containsBean("realtimeHub") != (variant == Variant.STARTER)) {
			throw new IllegalStateException("The starter is active in the wrong variant");
		}
		return new Server(application, variant, context,
				Integer.parseInt(context.getEnvironment().getProperty("local.server.port")));
	}

	private static List<String> excluded(Application application, Variant variant) {
		List<String> excluded = new ArrayList<>();
		for (String candidate : ImportCandidates.load(AutoConfiguration.class, Server.class.getClassLoader())) {
			if ((candidate.startsWith("org.springframework.boot.security") && !application.security())
					|| (candidate.startsWith("io.github.realtimespring") && variant == Variant.PLAIN)) {
				excluded.add(candidate);
			}
		}
		return excluded;
	}

	/**
	 * The name of the web server that it runs on.
	 */
	String container() {
		String server = ((WebServerApplicationContext) this.context).getWebServer().getClass().getSimpleName();
		return server.replace("WebServer", "").toLowerCase(Locale.ROOT);
	}

	public Recorder recorder() {
		return this.context.getBean(Recorder.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Boot {

	}

}
