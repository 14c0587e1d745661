package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class WriteReadinessTests {

	private final WriteReadiness readiness = new WriteReadiness();

	private SocketChannel writer;

	private SocketChannel reader;

	@BeforeEach
	void connect() throws IOException {
		try (ServerSocketChannel acceptor = ServerSocketChannel.open()) {
			acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			this.reader = SocketChannel.open(acceptor.getLocalAddress());
			this.writer = acceptor.accept();
			this.writer.configureBlocking(false);
		}
	}

	@AfterEach
	void close() throws IOException {
		this.readiness.close();
		this.writer.close();
		this.reader.close();
	}

	@Test
	void anActionRunsOnceWhenItsSocketTakesBytesAgain() throws IOException {
		for (int round = 1; round <= 3; round++) {
			int written = fill();
			AtomicInteger runs = new AtomicInteger();
			this.readiness.await(this.writer, runs::incrementAndGet);
			read(written);
			await().until(() -> runs.get() == 1);
			// The socket stays ready, and nobody waits for it any more
			AtomicInteger others = new AtomicInteger();
			this.readiness.await(this.writer, others::incrementAndGet);
			await().until(() -> others.get() == 1);
			assertThat(runs).hasValue(1);
		}
	}

	@Test
	void aChannelThatIsClosedAlreadyIsTold() throws IOException {
		this.writer.close();
		AtomicInteger runs = new AtomicInteger();
		this.readiness.await(this.writer, runs::incrementAndGet);
		await().until(() -> runs.get() == 1);
	}

	@Test
	void anActionThatFailsDoesNotKeepOthersFromTheirs() {
		this.readiness.await(this.writer, () -> {
			throw new IllegalStateException("expected by the test");
		});
		AtomicInteger runs = new AtomicInteger();
		await().until(() -> {
			this.readiness.await(this.writer, runs::incrementAndGet);
			return runs.get() > 0;
		});
	}

	private int fill() throws IOException {
		int written = 0;
		int count = this.writer.write(ByteBuffer.allocate(1 << 16));
		while (count > 0) {
			written += count;
			count = this.writer.write(ByteBuffer.allocate(1 << 16));
		}
		return written;
	}

	private void read(int count) throws IOException {
		ByteBuffer target = ByteBuffer.allocate(1 << 16);
		for (int read = 0; read < count;) {
			target.clear();
			read += this.reader.read(target.limit(Math.min(target.capacity(), count - read)));
		}
	}

}
