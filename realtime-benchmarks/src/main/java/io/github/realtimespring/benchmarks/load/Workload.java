package io.github.realtimespring.benchmarks.load;

import java.time.Duration;

/**
 * What the load generator does with a server.
 *
 * @param name short name, unique in a plan
 * @param kind how it publishes, if it does
 * @param connections who subscribes to which channels, and who publishes
 * @param publications how much is published
 * @param warmUp how long it runs before anything counts
 * @param measured how long it runs after that
 */
public record Workload(String name, Kind kind, Connections connections, Publications publications, Duration warmUp,
		Duration measured) {

	private static final Duration WARM_UP = Duration.ofSeconds(2);

	private static final Duration MEASURED = Duration.ofSeconds(4);

	/**
	 * The next publication of a channel leaves when all its subscribers have an earlier
	 * one.
	 * @param name short name
	 * @param channels how many channels
	 * @param members how many subscribers each channel has
	 * @param publishers how many connections publish
	 * @param outstanding publications of one channel on their way
	 */
	public static Workload saturated(String name, int channels, int members, int publishers, int outstanding) {
		return new Workload(name, Kind.SATURATED, new Connections(channels, channels * members, 1, publishers),
				Publications.outstanding(outstanding), WARM_UP, MEASURED);
	}

	/**
	 * Publications leave on a schedule, whether or not the earlier ones have arrived.
	 * @param name short name
	 * @param channels how many channels
	 * @param subscribers how many subscribers in all
	 * @param perSubscriber to how many channels each subscribes
	 * @param rate publications a second over all channels
	 */
	public static Workload rate(String name, int channels, int subscribers, int perSubscriber, double rate) {
		return new Workload(name, Kind.RATE, new Connections(channels, subscribers, perSubscriber, 1),
				Publications.rate(rate), WARM_UP, MEASURED);
	}

	/**
	 * Subscribed connections do nothing, for as long as the memory is looked at.
	 * @param name short name
	 * @param subscribers how many
	 */
	public static Workload idle(String name, int subscribers) {
		return new Workload(name, Kind.IDLE, new Connections(100, subscribers, 1, 1), Publications.NONE, Duration.ZERO,
				Duration.ZERO);
	}

	/**
	 * All connect as fast as they can: once to warm up, once measured.
	 * @param name short name
	 * @param subscribers how many
	 */
	public static Workload storm(String name, int subscribers) {
		return new Workload(name, Kind.STORM, new Connections(100, subscribers, 1, 0), Publications.NONE, Duration.ZERO,
				Duration.ZERO);
	}

	/**
	 * The same, but those who come are those who left: they present the tokens that they
	 * had.
	 * @param name short name
	 * @param subscribers how many
	 */
	public static Workload returning(String name, int subscribers) {
		return new Workload(name, Kind.RETURN, new Connections(100, subscribers, 1, 0), Publications.NONE,
				Duration.ZERO, Duration.ZERO);
	}

	/**
	 * Subscriptions of one channel end and begin again, each time all of them.
	 * @param name short name
	 * @param subscribers how many
	 */
	public static Workload churn(String name, int subscribers) {
		return new Workload(name, Kind.CHURN, new Connections(1, subscribers, 1, 1), Publications.NONE, WARM_UP,
				MEASURED);
	}

	/**
	 * The same with fewer connections, each in several channels.
	 * @param subscribers how many subscribers in all
	 * @param perSubscriber to how many channels each subscribes
	 */
	public Workload sharedBy(int subscribers, int perSubscriber) {
		return with(
				new Connections(this.connections.channels, subscribers, perSubscriber, this.connections.publishers));
	}

	/**
	 * The same with other publishers.
	 * @param publishers how many connections publish
	 */
	public Workload publishedBy(int publishers) {
		return with(new Connections(this.connections.channels, this.connections.subscribers,
				this.connections.perSubscriber, publishers));
	}

	private Workload with(Connections connections) {
		return new Workload(this.name, this.kind, connections, this.publications, this.warmUp, this.measured);
	}

	/**
	 * The same under another name.
	 * @param name short name
	 */
	public Workload named(String name) {
		return new Workload(name, this.kind, this.connections, this.publications, this.warmUp, this.measured);
	}

	/**
	 * The same at another rate.
	 * @param rate publications a second over all channels
	 */
	public Workload at(double rate) {
		Publications publications = new Publications(this.publications.outstanding, rate, this.publications.payload);
		return new Workload(this.name, this.kind, this.connections, publications, this.warmUp, this.measured);
	}

	/**
	 * The same for another length of time.
	 * @param warmUp how long it runs before anything counts
	 * @param measured how long it runs after that
	 */
	public Workload lasting(Duration warmUp, Duration measured) {
		return new Workload(this.name, this.kind, this.connections, this.publications, warmUp, measured);
	}

	void write(Fields fields) {
		fields.put("name", this.name).put("kind", this.kind);
		this.connections.write(fields);
		this.publications.write(fields);
		fields.put("warmUpMillis", this.warmUp.toMillis()).put("measuredMillis", this.measured.toMillis());
	}

	static Workload read(Fields fields) {
		return new Workload(fields.text("name"), Kind.valueOf(fields.text("kind")), Connections.read(fields),
				Publications.read(fields), Duration.ofMillis(fields.number("warmUpMillis")),
				Duration.ofMillis(fields.number("measuredMillis")));
	}

	/**
	 * The connections of a workload.
	 *
	 * @param channels how many channels there are
	 * @param subscribers how many connections subscribe
	 * @param perSubscriber to how many channels each of them subscribes: each takes those
	 * that follow the ones of the subscriber before it, in a ring
	 * @param publishers how many further connections publish, each on channels of its own
	 */
	public record Connections(int channels, int subscribers, int perSubscriber, int publishers) {

		/**
		 * How many connections there are.
		 */
		public int total() {
			return this.subscribers + this.publishers;
		}

		/**
		 * The channels of one subscriber.
		 * @param number the subscriber's number
		 */
		int[] channels(int number) {
			int[] channels = new int[this.perSubscriber];
			for (int i = 0; i < channels.length; i++) {
				channels[i] = (int) (((long) number * this.perSubscriber + i) % this.channels);
			}
			return channels;
		}

		private void write(Fields fields) {
			fields.put("channels", this.channels)
				.put("subscribers", this.subscribers)
				.put("perSubscriber", this.perSubscriber)
				.put("publishers", this.publishers);
		}

		private static Connections read(Fields fields) {
			return new Connections(fields.integer("channels"), fields.integer("subscribers"),
					fields.integer("perSubscriber"), fields.integer("publishers"));
		}

	}

	/**
	 * How much a workload publishes.
	 *
	 * @param outstanding publications of one channel that may be on their way when
	 * {@link Kind#SATURATED}
	 * @param rate publications a second over all channels when {@link Kind#RATE}
	 * @param payload bytes of a payload
	 */
	public record Publications(int outstanding, double rate, int payload) {

		private static final int PAYLOAD = 128;

		private static final Publications NONE = new Publications(0, 0, PAYLOAD);

		private static Publications outstanding(int outstanding) {
			return new Publications(outstanding, 0, PAYLOAD);
		}

		private static Publications rate(double rate) {
			return new Publications(0, rate, PAYLOAD);
		}

		private void write(Fields fields) {
			fields.put("outstanding", this.outstanding).put("rate", this.rate).put("payload", this.payload);
		}

		private static Publications read(Fields fields) {
			return new Publications(fields.integer("outstanding"), fields.decimal("rate"), fields.integer("payload"));
		}

	}

	/**
	 * How a workload publishes.
	 */
	public enum Kind {

		/** As much as arrives. */
		SATURATED,

		/** At a fixed rate. */
		RATE,

		/** Not at all, connections stay. */
		IDLE,

		/** Not at all, connections come. */
		STORM,

		/** Not at all, connections come again. */
		RETURN,

		/** Not at all, but for probes; subscriptions come and go. */
		CHURN;

		/** Whether its figures are of handshakes. */
		public boolean connects() {
			return this == STORM || this == RETURN;
		}

		/** Whether its figures are of deliveries. */
		public boolean delivers() {
			return this == SATURATED || this == RATE;
		}

	}

}
