package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.websocket.WsFrameBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.internal.hub.inbound.SocketReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Whoever closes a connection resets its channel's buffers, also while another thread
 * reads with buffers that were lent to it.
 */
class ReadBuffersTests {

	private final SocketBufferHandler channelBuffers = new SocketBufferHandler(8192, 8192, false);

	private final NioSocketWrapper socket = new NioSocketWrapper(new NioChannel(this.channelBuffers),
			new NioEndpoint());

	private final BufferFields fields = new BufferFields();

	private final SocketReader reader = mock();

	private ReadBuffers buffers;

	@BeforeEach
	void replaceBuffers() throws Exception {
		WsFrameBase frame = mock(WsFrameBase.class);
		this.fields.input.set(frame, ByteBuffer.allocate(ConnectionBuffers.MIN_SIZE).limit(0));
		this.fields.binary.set(frame, ByteBuffer.allocate(ConnectionBuffers.MIN_SIZE));
		this.fields.text.set(frame, CharBuffer.allocate(ConnectionBuffers.MIN_SIZE));
		this.buffers = new ReadBuffers(new LargeBuffers.Pool(this.fields, ConnectionBuffers.MIN_SIZE), frame,
				ConnectionBuffers.ofSize(ConnectionBuffers.MIN_SIZE).replaceSocketBuffers(this.socket, this.reader));
	}

	@Test
	void whatIsLentIsOutOfTheReachOfWhoeverClosesTheConnection() {
		ByteBuffer lent = this.buffers.large(() -> {
			ByteBuffer current = this.socket.getSocketBufferHandler().getReadBuffer();
			assertThat(current.capacity()).isEqualTo(LargeBuffers.SIZE);
			assertThat(this.channelBuffers.getReadBuffer()).isNotSameAs(current);
			current.put("arrived".getBytes(StandardCharsets.US_ASCII));
			this.channelBuffers.reset();
			assertThat(current.position()).isEqualTo(7);
			return current;
		});
		assertThat(this.socket.getSocketBufferHandler().getReadBuffer()).isNotSameAs(lent);
		this.socket.getSocketBufferHandler().configureReadBufferForRead();
		assertThat(this.socket.getSocketBufferHandler().getReadBuffer().remaining()).isEqualTo(7);
	}

	@Test
	void aThreadThatComesWhileBuffersAreLentReadsWithThem() {
		this.buffers.large(() -> {
			ByteBuffer outer = this.socket.getSocketBufferHandler().getReadBuffer();
			this.buffers.large(() -> {
				assertThat(this.socket.getSocketBufferHandler().getReadBuffer()).isSameAs(outer);
				return null;
			});
			assertThat(this.socket.getSocketBufferHandler().getReadBuffer()).isSameAs(outer);
			return null;
		});
	}

	@Test
	void aThreadThatHasReadMuchIsLetGoAndTheConnectionIsReadFromLater() {
		this.buffers.large(() -> {
			for (int i = 1; i < SocketBuffers.MAX_READS; i++) {
				this.socket.getSocketBufferHandler().configureReadBufferForRead();
			}
			then(this.reader).should(never()).pause();
			this.socket.getSocketBufferHandler().configureReadBufferForRead();
			this.socket.getSocketBufferHandler().configureReadBufferForRead();
			then(this.reader).should().pause();
			then(this.reader).should(never()).proceed();
			return null;
		});
		then(this.reader).should().proceed();
		this.buffers.large(() -> null);
		then(this.reader).shouldHaveNoMoreInteractions();
	}

}
