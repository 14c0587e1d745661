package io.github.realtimespring.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;

import org.springframework.boot.SpringBootVersion;
import org.springframework.core.SpringVersion;

/**
 * The machine that the benchmark runs on.
 */
public final class Machine {

	private Machine() {
	}

	/**
	 * What a reader has to know about it, in the order to print.
	 */
	public static Map<String, String> facts() {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		Map<String, String> facts = new LinkedHashMap<>();
		facts.put("time",
				ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")));
		facts.put("processors", system.getAvailableProcessors() + " x " + processor());
		facts.put("memory", (system.getTotalMemorySize() >> 20) + " MB");
		facts.put("kernel", system.getName() + " " + system.getVersion() + " " + system.getArch());
		facts.put("load average before", loadAverage());
		facts.put("JVM", System.getProperty("java.vm.name") + " " + Runtime.version());
		facts.put("Spring Boot", SpringBootVersion.getVersion());
		facts.put("Spring Framework", String.valueOf(SpringVersion.getVersion()));
		facts.put("NATS", version("nats-server", "--version"));
		facts.put("RabbitMQ", RabbitMq.version());
		facts.put("Redis", version("redis-server", "--version"));
		facts.put("Node.js", version("node", "--version"));
		return facts;
	}

	/**
	 * Threads that ran or waited for a processor in the last minute, on average.
	 */
	public static String loadAverage() {
		double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
		return (load < 0) ? "unknown" : String.format(Locale.ROOT, "%.2f", load);
	}

	private static String processor() {
		try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse("unknown");
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

	private static String version(String... command) {
		try {
			Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		}
		catch (IOException ex) {
			return "not installed";
		}
	}

}
