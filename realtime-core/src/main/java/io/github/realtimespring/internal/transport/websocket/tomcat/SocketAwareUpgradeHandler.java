package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.time.Duration;

import jakarta.servlet.http.WebConnection;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.inbound.ReadBatch;
import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * Tomcat's own WebSocket upgrade handler, which besides shows its socket to the writer of
 * the session that is established during {@link #init}.
 */
public class SocketAwareUpgradeHandler extends WsHttpUpgradeHandler {

	private static final ThreadLocal<@Nullable SocketAwareUpgradeHandler> ESTABLISHING = new ThreadLocal<>();

	/**
	 * So many pings of a client are answered in a row.
	 */
	private static final int MAX_PONGS = 32;

	/**
	 * So long a client isn't read from that has sent more.
	 */
	private static final Duration PING_PAUSE = Duration.ofMillis(500);

	private volatile @Nullable SocketWrapperBase<?> socket;

	private volatile @Nullable TomcatWriter writer;

	private volatile @Nullable ReadBuffers readBuffers;

	/** The following fields are confined to the thread that reads from the client. */
	private int pongs;

	private volatile @Nullable TimingWheel timer;

	/**
	 * The handler whose session is being established on this thread, or {@code null}.
	 */
	static @Nullable SocketAwareUpgradeHandler establishing() {
		return ESTABLISHING.get();
	}

	@Nullable SocketWrapperBase<?> socket() {
		return this.socket;
	}

	void attach(TomcatWriter writer, @Nullable ReadBuffers readBuffers, TimingWheel timer) {
		this.timer = timer;
		this.writer = writer;
		this.readBuffers = readBuffers;
	}

	/**
	 * Record that a ping has been answered on the thread that reads from the client.
	 * After so many in a row the client isn't read from for a while: clients that send
	 * pings without end would keep every thread.
	 */
	void recordPong() {
		TomcatWriter current = this.writer;
		TimingWheel timer = this.timer;
		if (++this.pongs == MAX_PONGS && current != null && timer != null) {
			SocketReader reader = current.reader();
			reader.pause();
			timer.schedule(PING_PAUSE, reader::proceed);
		}
	}

	@Override
	public void setSocketWrapper(SocketWrapperBase<?> socketWrapper) {
		super.setSocketWrapper(socketWrapper);
		this.socket = socketWrapper;
	}

	@Override
	public void init(WebConnection connection) {
		ESTABLISHING.set(this);
		try {
			super.init(connection);
		}
		finally {
			ESTABLISHING.remove();
			// Tomcat needs none of it again, and would keep the request's headers
			preInit(null, null, null, null, null, null, null, false);
		}
	}

	@Override
	public SocketState upgradeDispatch(SocketEvent status) {
		ReadBuffers buffers = this.readBuffers;
		this.pongs = 0;
		try (ReadBatch batch = ReadBatch.begin()) {
			SocketState state = (buffers != null) ? buffers.large(() -> super.upgradeDispatch(status))
					: super.upgradeDispatch(status);
			// A write on another thread may have failed and closed the socket meanwhile:
			// Tomcat would keep the objects of a closed connection
			SocketWrapperBase<?> current = this.socket;
			return (state == SocketState.UPGRADED && current != null && current.isClosed()) ? SocketState.CLOSED
					: state;
		}
		finally {
			// Tomcat may have written a close frame meanwhile and kept our write out
			TomcatWriter current = this.writer;
			if (current != null) {
				current.retryStalled();
			}
		}
	}

	@Override
	public void destroy() {
		// Tomcat never completes a write that is under way when the socket closes
		TomcatWriter current = this.writer;
		if (current != null) {
			current.releaseSocket();
		}
		this.writer = null;
		this.readBuffers = null;
		this.socket = null;
		super.destroy();
	}

}
