package io.github.realtimespring.benchmarks.load;

/**
 * The protocols that the load generator speaks, all of them over WebSocket.
 */
public enum Protocol {

	/** Centrifuge, JSON. */
	CENTRIFUGE {

		@Override
		ProtocolDriver driver() {
			return new CentrifugeDriver();
		}

	},

	/** STOMP 1.2. */
	STOMP {

		@Override
		ProtocolDriver driver() {
			return new StompDriver();
		}

	},

	/** NATS. */
	NATS {

		@Override
		ProtocolDriver driver() {
			return new NatsDriver();
		}

	},

	/** Socket.IO 4 on Engine.IO 4, without long polling. */
	SOCKET_IO {

		@Override
		ProtocolDriver driver() {
			return new SocketIoDriver();
		}

	};

	abstract ProtocolDriver driver();

}
