package io.github.realtimespring.test.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The inputs of one decoder: seeds, a committed corpus that Jazzer found, and mutations
 * of both, the same in every run.
 */
public final class Fuzzing {

	/**
	 * The longest input, in bytes.
	 */
	public static final int MAX_LENGTH = 4096;

	/** Below the module. */
	private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");

	private static final byte[] INTERESTING = { 0, 1, 9, 10, 13, 32, 34, 44, 45, 46, 58, 59, 61, 91, 92, 123, 125, 127,
			(byte) 0x80, (byte) 0xC0, (byte) 0xED, (byte) 0xF4, (byte) 0xFE, (byte) 0xFF };

	private final List<byte[]> inputs;

	private Fuzzing(List<byte[]> inputs) {
		this.inputs = inputs;
	}

	/**
	 * Collect the inputs of a decoder.
	 * @param corpus the name of the folder with the committed corpus
	 * @param seeds valid inputs
	 */
	public static Fuzzing of(String corpus, byte[]... seeds) {
		List<byte[]> inputs = new ArrayList<>(List.of(new byte[0]));
		inputs.addAll(Arrays.asList(seeds));
		Path folder = CORPUS.resolve(corpus);
		if (Files.isDirectory(folder)) {
			try (Stream<Path> files = Files.list(folder)) {
				for (Path file : files.sorted().toList()) {
					inputs.add(Files.readAllBytes(file));
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return new Fuzzing(inputs);
	}

	/**
	 * Collect the inputs of a decoder of text.
	 */
	public static Fuzzing of(String corpus, String... seeds) {
		return of(corpus, Stream.of(seeds).map((seed) -> seed.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new));
	}

	/**
	 * The seeds and the corpus.
	 */
	public List<byte[]> inputs() {
		return this.inputs;
	}

	/**
	 * Check the seeds, the corpus and mutations of them.
	 * @param property fails if it does not hold for an input
	 */
	public void check(int mutations, Consumer<byte[]> property) {
		SplittableRandom random = new SplittableRandom(1);
		for (int i = 0; i < this.inputs.size() + mutations; i++) {
			byte[] input = (i < this.inputs.size()) ? this.inputs.get(i) : mutate(random);
			try {
				property.accept(input);
			}
			catch (Throwable ex) {
				throw new AssertionError("Input " + HexFormat.of().formatHex(input), ex);
			}
		}
	}

	private byte[] mutate(SplittableRandom random) {
		byte[] bytes = any(random);
		for (int rounds = 1 + random.nextInt(4); rounds > 0; rounds--) {
			bytes = mutate(bytes, random);
		}
		return (bytes.length > MAX_LENGTH) ? Arrays.copyOf(bytes, MAX_LENGTH) : bytes;
	}

	private byte[] any(SplittableRandom random) {
		return this.inputs.get(random.nextInt(this.inputs.size()));
	}

	private byte[] mutate(byte[] bytes, SplittableRandom random) {
		int at = random.nextInt(bytes.length + 1);
		int end = at + random.nextInt(bytes.length - at + 1);
		byte one = random.nextBoolean() ? (byte) random.nextInt() : INTERESTING[random.nextInt(INTERESTING.length)];
		switch (random.nextInt(7)) {
			case 0 -> {
				return replace(bytes, at, Math.min(at + 1, bytes.length), new byte[] { one });
			}
			case 1 -> {
				return replace(bytes, at, at, new byte[] { one });
			}
			case 2 -> {
				return replace(bytes, at, end, new byte[0]);
			}
			case 3 -> {
				return replace(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
			}
			case 4 -> {
				byte[] other = any(random);
				int from = random.nextInt(other.length + 1);
				int to = from + random.nextInt(other.length - from + 1);
				return replace(bytes, at, end, Arrays.copyOfRange(other, from, to));
			}
			case 5 -> {
				if (bytes.length == 0) {
					return bytes;
				}
				byte[] flipped = bytes.clone();
				flipped[Math.min(at, bytes.length - 1)] ^= (byte) (1 << random.nextInt(8));
				return flipped;
			}
			default -> {
				byte[] many = new byte[random.nextInt(64)];
				Arrays.fill(many, one);
				return replace(bytes, at, at, many);
			}
		}
	}

	private static byte[] replace(byte[] bytes, int from, int to, byte[] with) {
		byte[] result = new byte[bytes.length - (to - from) + with.length];
		System.arraycopy(bytes, 0, result, 0, from);
		System.arraycopy(with, 0, result, from, with.length);
		System.arraycopy(bytes, to, result, from + with.length, bytes.length - to);
		return result;
	}

}
