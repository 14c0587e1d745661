package io.github.realtimespring.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.realtimespring.benchmarks.load.protocol.Protocol;

/**
 * The server to load.
 *
 * @param protocol what it speaks
 * @param path path of its endpoint
 * @param jwtSecret the secret to sign tokens with (HS256), empty to present none
 * @param ports the ports of its nodes on the loopback interface, at least one
 * @param pids its processes, which are asked for the time they used; with their
 * descendants
 * @param jvms those of them that are asked what they allocate
 */
public record Target(Protocol protocol, String path, String jwtSecret, List<Integer> ports, List<Long> pids,
		List<Long> jvms) {

	/**
	 * The port of a node.
	 * @param number number of the connection: nodes take turns
	 */
	int port(int number) {
		return this.ports.get(number % this.ports.size());
	}

	/**
	 * The same server, spoken to otherwise.
	 * @param protocol the protocol
	 * @param path path of its endpoint
	 */
	public Target with(Protocol protocol, String path) {
		return new Target(protocol, path, this.jwtSecret, this.ports, this.pids, this.jvms);
	}

	void write(Fields fields) {
		fields.put("protocol", this.protocol)
			.put("path", this.path)
			.put("jwtSecret", this.jwtSecret)
			.put("ports", join(this.ports))
			.put("pids", join(this.pids))
			.put("jvms", join(this.jvms));
	}

	static Target read(Fields fields) {
		return new Target(Protocol.valueOf(fields.text("protocol")), fields.text("path"), fields.text("jwtSecret"),
				split(fields.text("ports"), Integer::valueOf), split(fields.text("pids"), Long::valueOf),
				split(fields.text("jvms"), Long::valueOf));
	}

	private static String join(List<?> numbers) {
		return numbers.stream().map(Object::toString).collect(Collectors.joining(","));
	}

	private static <T> List<T> split(String numbers, Function<String, T> number) {
		return numbers.isEmpty() ? List.of() : Arrays.stream(numbers.split(",")).map(number).toList();
	}

}
