package io.github.realtimespring.benchmarks.load;

/**
 * The workloads that every server gets, by the names in the documentation.
 */
public final class Workloads {

	private static final int OUTSTANDING = 4;

	private static final int PUBLISHERS = 10;

	private static final double MANY = 4000;

	private Workloads() {
	}

	/**
	 * One channel.
	 * @param subscribers how many subscribers it has
	 */
	public static Workload broadcast(int subscribers) {
		return Workload.saturated("broadcast-1x" + subscribers, 1, subscribers, 1, OUTSTANDING);
	}

	/**
	 * Channels of a few subscribers each.
	 * @param rooms how many channels
	 * @param members how many subscribers each has
	 */
	public static Workload rooms(int rooms, int members) {
		return Workload.saturated("rooms-" + rooms + "x" + members, rooms, members, PUBLISHERS, OUTSTANDING);
	}

	/**
	 * One channel, 30 publications a second.
	 * @param subscribers how many subscribers it has
	 */
	public static Workload rate(int subscribers) {
		return Workload.rate("rate-30x" + subscribers, 1, subscribers, 1, 30);
	}

	/**
	 * One subscriber in each channel, one publisher of 4,000 publications a second.
	 * @param channels how many channels
	 * @param subscribers how many connections
	 * @param perSubscriber to how many channels each subscribes
	 */
	public static Workload channels(int channels, int subscribers, int perSubscriber) {
		return Workload.rate("channels-" + channels, channels, subscribers, perSubscriber, MANY);
	}

	/**
	 * One subscriber in each channel, ten publishers of 4,000 publications a second in
	 * all: what a delivery costs when there is nothing to share.
	 * @param channels how many channels, and subscribers
	 */
	public static Workload direct(int channels) {
		return Workload.rate("direct-" + channels, channels, channels, 1, MANY).publishedBy(PUBLISHERS);
	}

}
