package io.github.realtimespring.benchmarks.hostile.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.realtimespring.benchmarks.hostile.script.Script.Language;
import io.github.realtimespring.benchmarks.load.frame.Bytes;
import io.github.realtimespring.benchmarks.load.frame.WebSocketFrames;

/**
 * What the connections of an attack do. Whatever they send names the connection: numbers
 * of commands, payloads of pings, arguments and ids of subscriptions.
 */
public final class Scripts {

	/** The channel with history. */
	public static final String HISTORY_CHANNEL = "hist:hostile";

	/** The namespace that allows patterns. */
	public static final String PATTERNS = "pat:";

	/** Numbers of commands that a connection has. */
	public static final int COMMANDS = 1000;

	/** So that the numbers of all connections have the same length. */
	public static final int FIRST_CONNECTION = 1000;

	private static final int PIPELINE = 32;

	private static final int MAX_CONTROL_PAYLOAD = 125;

	private static final int LARGE = 64 * 1024;

	private static final int LARGEST = 1024 * 1024;

	private static final int MAX_NAMES = 1_000_000;

	private static final int NAMES_AT_A_TIME = 16;

	private static final int NAMES_WINDOW = 4096;

	/** As many as a session may have. */
	private static final int PATTERNS_PER_SESSION = 16;

	private static final int DEAR_PATTERNS = 2560;

	/** As many as a channel's longest name allows, about. */
	private static final int NESTED_PATTERNS = 239;

	/** With more a single publication would be too much for a session's queue. */
	private static final int NESTED_PER_SESSION = 4;

	private static final int NESTED_PAYLOAD = 60_000;

	private static final int STARS = 100;

	private static final Supplier<Requests> NOTHING = () -> Requests.NONE;

	private final Attack attack;

	private final boolean connects;

	/**
	 * Create.
	 * @param attack the attack
	 * @param connects whether clients connect that need not
	 */
	public Scripts(Attack attack, boolean connects) {
		this.attack = attack;
		this.connects = connects;
	}

	/**
	 * A connection's name.
	 * @param number its number, from 0
	 */
	public static String name(int number) {
		return "hostile-%04d".formatted(number);
	}

	/**
	 * The number of a command.
	 * @param number the connection's number
	 * @param command which of its commands
	 */
	public static int id(int number, int command) {
		return (FIRST_CONNECTION + number) * COMMANDS + command % COMMANDS;
	}

	/**
	 * What a connection does.
	 * @param number its number, from 0
	 */
	public Script script(int number) {
		return switch (this.attack) {
			case NONE -> throw new IllegalArgumentException("Nobody attacks");
			case PING -> new Script(Language.CENTRIFUGE, this.connects, false, Requests.NONE, ping(number), 0);
			case HISTORY -> commands(number, (i) -> command(number, i, history(HISTORY_CHANNEL, 100)));
			case SLOW -> commands(number, (i) -> command(number, i, rpc(number, "hostile.slow", 0)));
			case FILL -> fill(number);
			case NAMES -> new Script(Language.CENTRIFUGE, true, true, Requests.NONE, names(number), NAMES_WINDOW);
			case PATTERNS -> (number == 0) ? publisher(number, almostMatching(number), PIPELINE)
					: patterns(number, DEAR_PATTERNS, PATTERNS_PER_SESSION, Scripts::dear);
			case NESTED -> (number == 0) ? publisher(number, matching(number), 1)
					: patterns(number, NESTED_PATTERNS, NESTED_PER_SESSION, Scripts::nested);
		};
	}

	private static Supplier<Requests> ping(int number) {
		byte[] payload = Arrays.copyOf(Bytes.of(name(number)), MAX_CONTROL_PAYLOAD);
		return always((i) -> Requests.frame(WebSocketFrames.PING, payload, 1));
	}

	private static Script commands(int number, IntFunction<String> command) {
		return new Script(Language.CENTRIFUGE, true, false, Requests.NONE,
				always((i) -> Requests.text(command.apply(i), 1)), 0);
	}

	/** The same pipeline again and again: encoding it must cost nothing. */
	private static Supplier<Requests> always(IntFunction<Requests> request) {
		Requests pipeline = Requests.of(IntStream.range(0, PIPELINE).mapToObj(request).toList());
		return () -> pipeline;
	}

	/**
	 * Half of them with messages that are as large as a whole queue may be, and larger.
	 */
	private static Script fill(int number) {
		int size = (number % 2 == 0) ? LARGE : LARGEST;
		Requests large = Requests.text(command(number, 1, rpc(number, "hostile.slow", size)), 1);
		return new Script(Language.CENTRIFUGE, true, false,
				Requests.text(command(number, 0, rpc(number, "hostile.hold", 0)), 1), () -> large, 0);
	}

	private static String command(int number, int index, String content) {
		return "{\"id\":" + id(number, index) + "," + content + "}";
	}

	private static String history(String channel, int limit) {
		return "\"history\":{\"channel\":\"" + channel + "\",\"limit\":" + limit + "}";
	}

	private static String rpc(int number, String method, int size) {
		return "\"rpc\":{\"method\":\"" + method + "\",\"data\":{\"from\":\"" + name(number) + "\",\"content\":\""
				+ "x".repeat(size) + "\"}}";
	}

	private static Supplier<Requests> names(int number) {
		int[] used = new int[1];
		return () -> {
			List<Requests> messages = new ArrayList<>();
			for (int i = 0; i < NAMES_AT_A_TIME && used[0] < MAX_NAMES; i++, used[0]++) {
				messages.add(named(number, used[0]));
			}
			return Requests.of(messages);
		};
	}

	/** Every other one keeps history: such a name may cost more. */
	private static Requests named(int number, int index) {
		boolean keeps = index % 2 == 0;
		String channel = (keeps ? "hist:" : PATTERNS) + name(number) + "-" + index;
		List<String> commands = new ArrayList<>();
		if (keeps) {
			commands.add(command(number, 0, history(channel, 1)));
		}
		commands.add(command(number, 1, "\"subscribe\":{\"channel\":\"" + channel + "\"}"));
		commands.add(command(number, 2, "\"unsubscribe\":{\"channel\":\"" + channel + "\"}"));
		return Requests.text(String.join("\n", commands), commands.size());
	}

	private static Script publisher(int number, Supplier<Requests> publications, int window) {
		return new Script(Language.CENTRIFUGE, true, true, Requests.NONE, publications, window);
	}

	private static Supplier<Requests> almostMatching(int number) {
		return always((i) -> publish(number, i, "a".repeat(STARS + i), "\"from\":\"" + name(number) + "\""));
	}

	private static Supplier<Requests> matching(int number) {
		Requests request = publish(number, 0, "a".repeat(NESTED_PATTERNS),
				"\"from\":\"" + name(number) + "\",\"content\":\"" + "x".repeat(NESTED_PAYLOAD) + "\"");
		return () -> request;
	}

	private static Requests publish(int number, int index, String channel, String fields) {
		return Requests.text(command(number, index,
				"\"publish\":{\"channel\":\"" + PATTERNS + channel + "\",\"data\":{" + fields + "}}"), 1);
	}

	/**
	 * A session of patterns.
	 * @param total how many all sessions have
	 * @param each how many of them a session has
	 */
	private static Script patterns(int number, int total, int each, IntFunction<String> pattern) {
		int first = (number - 1) * each;
		int end = Math.min(total, first + each);
		Requests opening = Requests.of(IntStream.range(first, end)
			.mapToObj((i) -> Requests.text("SUBSCRIBE\nid:" + name(number) + "-" + i + "\ndestination:/topic/"
					+ PATTERNS + pattern.apply(i) + "\n\n\0", 1))
			.toList());
		return new Script(Language.STOMP, true, true, opening, NOTHING, 0);
	}

	/** Each star could stand for any part of the name, and the end never fits. */
	private static String dear(int index) {
		return "a*".repeat(STARS) + "b" + index;
	}

	private static String nested(int index) {
		return "a".repeat(index + 1) + "*";
	}

}
