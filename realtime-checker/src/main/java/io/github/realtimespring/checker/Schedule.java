package io.github.realtimespring.checker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.github.realtimespring.checker.cluster.Fault;
import io.github.realtimespring.checker.cluster.FaultKind;
import io.github.realtimespring.checker.node.TenantChannels;

/**
 * Who does what, and what goes wrong when: all of it follows from a seed.
 *
 * @param seed the seed
 * @param channels names of the channels that are shared, and of those of users
 * @param clients the clients
 * @param publishers how many publishers there are
 * @param publications how many publications each of them makes
 * @param millis in what time
 * @param faults what goes wrong, in the order of their begin
 */
record Schedule(long seed, List<String> channels, List<ClientSpec> clients, int publishers, int publications,
		int millis, List<Fault> faults) {

	/** Channels of this namespace keep little. */
	static final String SMALL = "small:";

	private static final String LARGE = "chaos:";

	private static final List<String> TENANTS = List.of("", "north", "south");

	private static final int USERS = 4;

	private static final int LARGE_CHANNELS = 4;

	private static final int SMALL_CHANNELS = 2;

	/** A fault that lasts is as long as this, times one to four. */
	private static final int UNIT_MILLIS = 600;

	/**
	 * Make a schedule.
	 * @param seed all that is random follows from it
	 * @param name in the names of channels, so that each run has its own
	 * @param size how much there is to do
	 * @param possible what can go wrong; nothing does if it is empty
	 * @param scripts whether official libraries take part
	 */
	static Schedule of(long seed, String name, Size size, Set<FaultKind> possible, boolean scripts) {
		Random random = new Random(seed);
		List<String> shared = new ArrayList<>();
		for (int i = 0; i < LARGE_CHANNELS; i++) {
			shared.add(LARGE + name + "-" + i);
		}
		for (int i = 0; i < SMALL_CHANNELS; i++) {
			shared.add(SMALL + name + "-" + i);
		}
		List<String> own = new ArrayList<>();
		for (int i = 0; i < USERS; i++) {
			own.add("/user/u" + i + "/queue/" + name);
		}
		List<String> channels = new ArrayList<>(shared);
		channels.addAll(own);
		List<ClientSpec> clients = new ArrayList<>();
		for (int i = 0; i < size.clients(); i++) {
			clients.add(client(random, i, shared, own, size.millis(), scripts));
		}
		return new Schedule(seed, channels, clients, size.publishers(), size.publications(), size.millis(),
				faults(random, new ArrayList<>(possible), size.millis()));
	}

	private static ClientSpec client(Random random, int number, List<String> shared, List<String> own, int millis,
			boolean scripts) {
		ClientSpec.Kind kind = switch (random.nextInt(10)) {
			case 0 -> scripts ? ClientSpec.Kind.CENTRIFUGE_JS : ClientSpec.Kind.CENTRIFUGE;
			case 1 -> scripts ? ClientSpec.Kind.STOMP_JS : ClientSpec.Kind.STOMP;
			case 2, 3 -> ClientSpec.Kind.STOMP;
			default -> ClientSpec.Kind.CENTRIFUGE;
		};
		List<String> wanted = new ArrayList<>(shared);
		Collections.shuffle(wanted, random);
		List<String> channels = new ArrayList<>(wanted.subList(0, 1 + shared.size() / 2));
		int user = random.nextInt(own.size());
		channels.add(own.get(user));
		boolean leaves = random.nextInt(8) == 0;
		int leavesAfter = leaves ? random.nextInt(millis) : -1;
		int returnsAfter = (leaves && random.nextBoolean()) ? leavesAfter + random.nextInt(millis / 2) : -1;
		return new ClientSpec(kind, kind.name().toLowerCase() + "-" + number, "u" + user, List.copyOf(channels),
				leavesAfter, returnsAfter);
	}

	private static List<Fault> faults(Random random, List<FaultKind> possible, int millis) {
		List<Fault> faults = new ArrayList<>();
		possible.sort(Comparator.naturalOrder());
		int count = possible.isEmpty() ? 0 : 1 + random.nextInt(3);
		for (int i = 0; i < count; i++) {
			FaultKind kind = possible.get(random.nextInt(possible.size()));
			int start = 200 + random.nextInt(Math.max(1, millis - 500));
			int duration = UNIT_MILLIS + random.nextInt(3 * UNIT_MILLIS);
			if (random.nextInt(40) == 0) {
				// Long enough for every timeout to strike
				duration *= 5 + random.nextInt(8);
			}
			faults.add(new Fault(kind, start, duration, random.nextInt(100), 20 + random.nextInt(81)));
		}
		faults.sort(Comparator.comparingInt(Fault::startMillis));
		return faults;
	}

	/**
	 * The same in several tenants at once: clients without one, and canaries, a part of
	 * the same clients again in each of two tenants. Users and channels have the same
	 * names in all of them, and whoever publishes does so in all of them.
	 */
	Schedule withTenants() {
		List<String> all = new ArrayList<>();
		List<ClientSpec> everybody = new ArrayList<>();
		for (String tenant : TENANTS) {
			this.channels.forEach((channel) -> all.add(TenantChannels.inTenant(tenant, channel)));
			int count = tenant.isEmpty() ? this.clients.size() : this.clients.size() / 2;
			this.clients.subList(0, count).forEach((client) -> everybody.add(client.in(tenant)));
		}
		return new Schedule(this.seed, all, everybody, this.publishers, this.publications, this.millis, this.faults);
	}

	/**
	 * Whether the store may lose what it has acknowledged.
	 */
	boolean losesData() {
		return this.faults.stream().anyMatch((fault) -> fault.kind().losesData());
	}

	/**
	 * Whether a fault makes the store another server.
	 */
	boolean changesServer() {
		return this.faults.stream().anyMatch((fault) -> fault.kind().changesServer());
	}

	/**
	 * How much there is to do.
	 *
	 * @param clients how many clients
	 * @param publishers how many publishers
	 * @param publications how many publications each of them makes
	 * @param millis in what time
	 */
	record Size(int clients, int publishers, int publications, int millis) {

		/** About ten thousand deliveries. */
		static final Size NORMAL = new Size(48, 8, 60, 3000);

		/** About as many in all tenants together. */
		static final Size TENANTS = new Size(20, 6, 50, 1500);

		/** Enough for the build. */
		static final Size SMALL = new Size(30, 6, 40, 2000);

	}

}
