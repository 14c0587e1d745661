package io.github.realtimespring.benchmarks.load.counter;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AllocationTests {

	private static final int ARRAYS = 1000;

	private static final int SIZE = 10_000;

	@Test
	void whenAnotherJvmAllocatesThenItIsSeen() throws Exception {
		Process process = new ProcessBuilder(java(), "-cp", System.getProperty("java.class.path"),
				Allocator.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (var input = process.outputWriter();
				var output = process.inputReader();
				Allocation allocation = Allocation.of(List.of(process.pid()))) {
			allocation.start();
			allocation.await();
			input.write('\n');
			input.flush();
			assertThat(output.readLine()).isEqualTo("done");
			allocation.end();
			assertThat(allocation.bytes()).isBetween((long) ARRAYS * SIZE, 3L * ARRAYS * SIZE);
		}
		finally {
			process.destroy();
		}
	}

	@Test
	void whenThereIsNoJvmThenNothingIsKnown() throws IOException {
		try (Allocation allocation = Allocation.of(List.of())) {
			allocation.start();
			allocation.end();
			assertThat(allocation.bytes()).isEqualTo(-1);
		}
	}

	@Test
	void whenThreadsComeAndGoThenTheirLossIsNoGain() {
		assertThat(Allocation.between(Map.of("0/1", 100L, "0/2", 5000L), Map.of("0/1", 150L, "0/3", 30L)))
			.isEqualTo(80);
	}

	private static String java() {
		return ProcessHandle.current().info().command().orElseThrow();
	}

	/** Allocates once for every line that it reads. */
	static final class Allocator {

		private static volatile byte[] last = new byte[0];

		private Allocator() {
		}

		public static void main(String[] args) throws IOException {
			while (System.in.read() >= 0) {
				for (int i = 0; i < ARRAYS; i++) {
					last = new byte[SIZE];
				}
				System.out.println("done");
			}
		}

	}

}
