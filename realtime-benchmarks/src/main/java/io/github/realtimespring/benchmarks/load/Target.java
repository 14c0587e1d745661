package io.github.realtimespring.benchmarks.load;

/**
 * The server to load.
 *
 * @param protocol what it speaks
 * @param port its port on the loopback interface
 * @param path path of its endpoint
 * @param pid its process, which is asked for the time it used; with its descendants
 * @param jwtSecret the secret to sign tokens with (HS256), empty to present none
 */
public record Target(Protocol protocol, int port, String path, long pid, String jwtSecret) {

	void write(Fields fields) {
		fields.put("protocol", this.protocol)
			.put("port", this.port)
			.put("path", this.path)
			.put("pid", this.pid)
			.put("jwtSecret", this.jwtSecret);
	}

	static Target read(Fields fields) {
		return new Target(Protocol.valueOf(fields.text("protocol")), fields.integer("port"), fields.text("path"),
				fields.number("pid"), fields.text("jwtSecret"));
	}

}
