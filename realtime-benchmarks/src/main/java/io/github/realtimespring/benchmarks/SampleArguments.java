package io.github.realtimespring.benchmarks;

import java.util.List;

import io.github.realtimespring.benchmarks.load.protocol.Protocol;

/**
 * The command line of the sample when it is put under load. Whatever its defaults are, it
 * serves both protocols to everybody; properties that a version doesn't know it ignores,
 * so that versions with other names for them are served alike.
 */
public final class SampleArguments {

	private static final String CENTRIFUGE_PATH = "/connection/websocket";

	private static final String STOMP_PATH = "/ws";

	private SampleArguments() {
	}

	/**
	 * The arguments.
	 * @param port where to listen
	 * @param secret the secret of the clients' tokens
	 */
	public static List<String> of(int port, String secret) {
		return List.of("--server.port=" + port, "--spring.profiles.active=open", "--sample.jwt-secret=" + secret,
				"--realtime.security.anonymous=allowed", "--realtime.centrifuge.enabled=true",
				"--realtime.centrifuge.path=" + CENTRIFUGE_PATH, "--realtime.stomp.enabled=true",
				"--realtime.stomp.path=" + STOMP_PATH,
				// Before the endpoint had the protocol's name
				"--realtime.websocket.enabled=true", "--realtime.websocket.path=" + CENTRIFUGE_PATH);
	}

	/**
	 * The path of an endpoint.
	 * @param protocol one of the two protocols
	 */
	public static String path(Protocol protocol) {
		return (protocol == Protocol.STOMP) ? STOMP_PATH : CENTRIFUGE_PATH;
	}

}
