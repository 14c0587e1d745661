package io.github.realtimespring.benchmarks.load;

import java.time.Duration;

/**
 * What the load generator does with a server.
 *
 * @param name short name, unique in a plan
 * @param kind how it publishes, if it does
 * @param channels how many channels there are
 * @param subscribers how many connections subscribe
 * @param perSubscriber to how many channels each of them subscribes: each takes those
 * that follow the ones of the subscriber before it, in a ring
 * @param publishers how many further connections publish, each on channels of its own
 * @param outstanding publications of one channel that may be on their way when
 * {@link Kind#SATURATED}
 * @param rate publications a second over all channels when {@link Kind#RATE}
 * @param payload bytes of a payload
 * @param warmUp how long it runs before anything counts
 * @param measured how long it runs after that
 */
public record Workload(String name, Kind kind, int channels, int subscribers, int perSubscriber, int publishers,
		int outstanding, double rate, int payload, Duration warmUp, Duration measured) {

	private static final int PAYLOAD = 128;

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
		return new Workload(name, Kind.SATURATED, channels, channels * members, 1, publishers, outstanding, 0, PAYLOAD,
				Duration.ofSeconds(2), Duration.ofSeconds(4));
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
		return new Workload(name, Kind.RATE, channels, subscribers, perSubscriber, 1, 0, rate, PAYLOAD,
				Duration.ofSeconds(2), Duration.ofSeconds(4));
	}

	/**
	 * Subscribed connections do nothing, for as long as the memory is looked at.
	 * @param name short name
	 * @param subscribers how many
	 */
	public static Workload idle(String name, int subscribers) {
		return new Workload(name, Kind.IDLE, 100, subscribers, 1, 1, 0, 0, PAYLOAD, Duration.ZERO, Duration.ZERO);
	}

	/**
	 * All connect as fast as they can: once to warm up, once measured.
	 * @param name short name
	 * @param subscribers how many
	 */
	public static Workload storm(String name, int subscribers) {
		return new Workload(name, Kind.STORM, 100, subscribers, 1, 0, 0, 0, PAYLOAD, Duration.ZERO, Duration.ZERO);
	}

	/**
	 * The same, but those who come are those who left: they present the tokens that they
	 * had.
	 * @param name short name
	 * @param subscribers how many
	 */
	public static Workload returning(String name, int subscribers) {
		return new Workload(name, Kind.RETURN, 100, subscribers, 1, 0, 0, 0, PAYLOAD, Duration.ZERO, Duration.ZERO);
	}

	/**
	 * Subscriptions of one channel end and begin again, each time all of them.
	 * @param name short name
	 * @param subscribers how many
	 */
	public static Workload churn(String name, int subscribers) {
		return new Workload(name, Kind.CHURN, 1, subscribers, 1, 1, 0, 0, PAYLOAD, Duration.ofSeconds(2),
				Duration.ofSeconds(4));
	}

	/**
	 * The same with fewer connections, each in several channels.
	 * @param subscribers how many subscribers in all
	 * @param perSubscriber to how many channels each subscribes
	 */
	public Workload sharedBy(int subscribers, int perSubscriber) {
		return new Workload(this.name, this.kind, this.channels, subscribers, perSubscriber, this.publishers,
				this.outstanding, this.rate, this.payload, this.warmUp, this.measured);
	}

	/**
	 * The same with other publishers.
	 * @param publishers how many connections publish
	 */
	public Workload publishedBy(int publishers) {
		return new Workload(this.name, this.kind, this.channels, this.subscribers, this.perSubscriber, publishers,
				this.outstanding, this.rate, this.payload, this.warmUp, this.measured);
	}

	/**
	 * The same under another name.
	 * @param name short name
	 */
	public Workload named(String name) {
		return new Workload(name, this.kind, this.channels, this.subscribers, this.perSubscriber, this.publishers,
				this.outstanding, this.rate, this.payload, this.warmUp, this.measured);
	}

	/**
	 * The same at another rate.
	 * @param rate publications a second over all channels
	 */
	public Workload at(double rate) {
		return new Workload(this.name, this.kind, this.channels, this.subscribers, this.perSubscriber, this.publishers,
				this.outstanding, rate, this.payload, this.warmUp, this.measured);
	}

	/**
	 * The same for another length of time.
	 * @param warmUp how long it runs before anything counts
	 * @param measured how long it runs after that
	 */
	public Workload lasting(Duration warmUp, Duration measured) {
		return new Workload(this.name, this.kind, this.channels, this.subscribers, this.perSubscriber, this.publishers,
				this.outstanding, this.rate, this.payload, warmUp, measured);
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

	void write(Fields fields) {
		fields.put("name", this.name)
			.put("kind", this.kind)
			.put("channels", this.channels)
			.put("subscribers", this.subscribers)
			.put("perSubscriber", this.perSubscriber)
			.put("publishers", this.publishers)
			.put("outstanding", this.outstanding)
			.put("rate", this.rate)
			.put("payload", this.payload)
			.put("warmUpMillis", this.warmUp.toMillis())
			.put("measuredMillis", this.measured.toMillis());
	}

	static Workload read(Fields fields) {
		return new Workload(fields.text("name"), Kind.valueOf(fields.text("kind")), fields.integer("channels"),
				fields.integer("subscribers"), fields.integer("perSubscriber"), fields.integer("publishers"),
				fields.integer("outstanding"), fields.decimal("rate"), fields.integer("payload"),
				Duration.ofMillis(fields.number("warmUpMillis")), Duration.ofMillis(fields.number("measuredMillis")));
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
