package io.github.realtimespring.benchmarks.hostile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import io.github.realtimespring.benchmarks.hostile.script.Attack;

/**
 * The command line. Options without a value are as if they weren't there.
 *
 * @param scope what is run
 * @param seconds how long an attack is measured
 * @param warmUp how many seconds it goes on before
 * @param redis whether the relay is Redis
 * @param jvmOptions further options of the server's JVM
 * @param paths what is read and written
 */
record HostileOptions(Scope scope, int seconds, int warmUp, boolean redis, List<String> jvmOptions, Paths paths) {

	// What a machine of two cores was seen to need besides
	private static final Duration OVERHEAD = Duration.ofSeconds(25);

	private static final int MAX_SECONDS = 600;

	private static final int SETTLING_SECONDS = 3;

	private static final int WARM_UP_SECONDS = 15;

	static HostileOptions parse(String... args) {
		List<Attack> attacks = List.of(Attack.values());
		List<Container> containers = List.of(Container.values());
		List<TokenUse> tokens = List.of(TokenUse.values());
		int seconds = 10;
		int warmUp = WARM_UP_SECONDS;
		boolean redis = false;
		List<String> jvmOptions = List.of();
		Path jar = Path.of("sample-app/target/sample-app.jar");
		Path work = Path.of("realtime-benchmarks/target/hostile");
		Path output = null;
		for (String arg : args) {
			int equals = arg.indexOf('=');
			String value = arg.substring(equals + 1).strip();
			if (value.isEmpty()) {
				continue;
			}
			switch ((equals < 0) ? arg : arg.substring(0, equals)) {
				case "--attacks" -> attacks = list(value, Attack::of);
				case "--containers" -> containers = list(value, Container::of);
				case "--token" -> tokens = TokenUse.of(value);
				case "--seconds" -> seconds = seconds(value);
				case "--warm-up" -> warmUp = seconds(value);
				case "--relay" -> redis = isRedis(value);
				case "--jvm-options" -> jvmOptions = List.of(value.split("\\s+"));
				case "--jar" -> jar = Path.of(value);
				case "--work" -> work = Path.of(value);
				case "--output" -> output = Path.of(value);
				default -> throw new IllegalArgumentException("Unknown option: " + arg);
			}
		}
		Path folder = absolute(work);
		Paths paths = new Paths(absolute(jar), folder, (output != null) ? absolute(output) : folder.resolve("result"));
		return new HostileOptions(new Scope(attacks, containers, tokens), seconds, warmUp, redis, jvmOptions, paths);
	}

	private static Path absolute(Path path) {
		return path.toAbsolutePath().normalize();
	}

	private static int seconds(String value) {
		int number = Integer.parseInt(value);
		if (number < 1 || number > MAX_SECONDS) {
			throw new IllegalArgumentException("Not between 1 and " + MAX_SECONDS + ": " + value);
		}
		return number;
	}

	private static boolean isRedis(String value) {
		return switch (value) {
			case "redis" -> true;
			case "local" -> false;
			default -> throw new IllegalArgumentException("Neither local nor redis: " + value);
		};
	}

	private static <T> List<T> list(String value, Function<String, T> element) {
		return Arrays.stream(value.split(",")).map(String::strip).map(element).toList();
	}

	/**
	 * What is run, in this order.
	 */
	List<Trial> trials() {
		List<Trial> trials = new ArrayList<>();
		for (Container container : this.scope.containers) {
			for (Attack attack : this.scope.attacks) {
				for (TokenUse token : (attack == Attack.NONE) ? List.of(TokenUse.NONE) : this.scope.tokens) {
					trials.add(new Trial(attack, container, token));
				}
			}
		}
		return trials;
	}

	/**
	 * How long honest clients are there before an attack.
	 */
	Duration settling() {
		return Duration.ofSeconds(SETTLING_SECONDS);
	}

	/**
	 * How long all may take on an idle machine of two cores, about.
	 */
	Duration expected() {
		return OVERHEAD.plus(settling()).plusSeconds(this.warmUp + this.seconds).multipliedBy(trials().size());
	}

	/**
	 * What is run.
	 *
	 * @param attacks the attacks
	 * @param containers what the server runs on
	 * @param tokens whether the attackers have tokens
	 */
	record Scope(List<Attack> attacks, List<Container> containers, List<TokenUse> tokens) {

	}

	/**
	 * Files and folders.
	 *
	 * @param jar the sample's jar
	 * @param work folder for logs
	 * @param output folder for the result
	 */
	record Paths(Path jar, Path work, Path output) {

	}

	/**
	 * What the server runs on.
	 */
	enum Container {

		TOMCAT("tomcat"), JETTY("jetty");

		private final String title;

		Container(String title) {
			this.title = title;
		}

		String title() {
			return this.title;
		}

		private static Container of(String title) {
			return Arrays.stream(values())
				.filter((container) -> container.title.equals(title))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException("Neither tomcat nor jetty: " + title));
		}

	}

	/**
	 * Whether attackers have a token. Those without one stay unconnected where an attack
	 * needs no more, else they are anonymous.
	 */
	enum TokenUse {

		NONE("none"), CONNECTED("connected");

		private final String title;

		TokenUse(String title) {
			this.title = title;
		}

		String title() {
			return this.title;
		}

		private static List<TokenUse> of(String title) {
			return switch (title) {
				case "both" -> List.of(values());
				case "none" -> List.of(NONE);
				case "connected" -> List.of(CONNECTED);
				default -> throw new IllegalArgumentException("Neither both, none nor connected: " + title);
			};
		}

	}

	/**
	 * One attack on one server.
	 *
	 * @param attack the attack
	 * @param container what the server runs on
	 * @param token whether the attackers have tokens
	 */
	record Trial(Attack attack, Container container, TokenUse token) {

		@Override
		public String toString() {
			return this.container.title + "-" + this.attack.title() + "-" + this.token.title;
		}

	}

}
