package io.github.realtimespring.benchmarks.report;

/**
 * Names of the contenders, as in tables, plans and options.
 */
public final class ContenderNames {

	/** This project, Centrifuge JSON, on Tomcat. */
	public static final String EDGE_CENTRIFUGE = "edge-centrifuge";

	/** This project, STOMP, on Tomcat. */
	public static final String EDGE_STOMP = "edge-stomp";

	/** This project, Centrifuge JSON, on Jetty. */
	public static final String EDGE_CENTRIFUGE_JETTY = "edge-centrifuge-jetty";

	/** This project, STOMP, on Jetty. */
	public static final String EDGE_STOMP_JETTY = "edge-stomp-jetty";

	/** What an application has without this project. */
	public static final String SIMPLE_BROKER = "simple-broker";

	/** Spring's relay to RabbitMQ. */
	public static final String RABBITMQ = "rabbitmq-relay";

	/** What it costs at least, one write a message. */
	public static final String FLOOR_NAIVE = "floor-naive";

	/** What it costs at least, all that is pending in one write. */
	public static final String FLOOR = "floor-coalescing";

	/** NATS over WebSocket. */
	public static final String NATS = "nats";

	/** Socket.IO on Node.js. */
	public static final String SOCKET_IO = "socket.io";

	/** Follows a name where there are two nodes. */
	public static final String TWO_NODES = "-2-nodes";

	private ContenderNames() {
	}

}
