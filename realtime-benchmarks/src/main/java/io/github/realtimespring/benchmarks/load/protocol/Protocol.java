package io.github.realtimespring.benchmarks.load.protocol;

/**
 * The protocols that the load generator speaks, all of them over WebSocket.
 */
public enum Protocol {

	/** Centrifuge, JSON. */
	CENTRIFUGE {

		@Override
		public ProtocolDriver driver() {
			return new CentrifugeDriver();
		}

	},

	/** STOMP 1.2. */
	STOMP {

		@Override
		public ProtocolDriver driver() {
			return new StompDriver();
		}

	},

	/** NATS. */
	NATS {

		@Override
		public ProtocolDriver driver() {
			return new NatsDriver();
		}

	},

	/** Socket.IO 4 on Engine.IO 4, without long polling. */
	SOCKET_IO {

		@Override
		public ProtocolDriver driver() {
			return new SocketIoDriver();
		}

	};

	public abstract ProtocolDriver driver();

}
