package io.github.realtimespring.benchmarks.floor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.realtimespring.benchmarks.load.frame.Bytes;
import io.github.realtimespring.benchmarks.load.frame.WebSocketDecoder;
import io.github.realtimespring.benchmarks.load.frame.WebSocketFrames;

/**
 * One connection of the floor server. Knows only the commands of the load generator, in
 * the very form in which that sends them.
 */
final class FloorClient implements WebSocketDecoder.Sink {

	private static final String KEY = "Sec-WebSocket-Key: ";

	private static final byte[] CHANNEL = Bytes.of("\"channel\":\"");

	private static final byte[] DATA = Bytes.of("\"data\":");

	private static final byte[] PUBLISH = Bytes.of("\"publish\":");

	private static final byte[] SUBSCRIBE = Bytes.of("\"subscribe\":");

	/** As many bytes as the edge takes for a publisher who has signed in. */
	private static final String PUBLISHER = ",\"info\":{\"user\":\"user-1000\",\"client\":"
			+ "\"00000000-0000-0000-0000-000000000000\"}}}}";

	private static final int COMMAND_END = 2;

	private final FloorServer server;

	private final SocketChannel channel;

	private final SelectionKey key;

	private final WebSocketDecoder decoder = new WebSocketDecoder();

	private final List<ByteBuffer> pending = new ArrayList<>(0);

	private boolean open;

	private boolean waiting;

	FloorClient(FloorServer server, SocketChannel channel, SelectionKey key) {
		this.server = server;
		this.channel = channel;
		this.key = key;
	}

	void selected(byte[] buffer) {
		try {
			if (this.key.isWritable()) {
				this.waiting = false;
				this.key.interestOps(SelectionKey.OP_READ);
				flush();
			}
			if (this.key.isValid() && this.key.isReadable()) {
				int length = this.channel.read(ByteBuffer.wrap(buffer));
				if (length < 0) {
					close();
				}
				else if (this.open) {
					this.decoder.decode(buffer, 0, length, this);
				}
				else {
					handshake(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
				}
			}
		}
		catch (IOException ex) {
			close();
		}
	}

	/** The load generator's request is small and comes in one piece. */
	private void handshake(String request) {
		int start = request.indexOf(KEY) + KEY.length();
		String accept = WebSocketFrames.accept(request.substring(start, request.indexOf('\r', start)));
		this.open = true;
		this.server.write(this, ByteBuffer.wrap(Bytes
			.of("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
					+ accept + "\r\n\r\n")));
	}

	@Override
	public void message(byte[] bytes, int offset, int length) {
		int end = offset + length;
		for (int start = offset; start < end;) {
			int lineEnd = Bytes.indexOf(bytes, start, end, '\n');
			command(bytes, start, lineEnd);
			start = lineEnd + 1;
		}
	}

	private void command(byte[] bytes, int start, int end) {
		String id = string(bytes, start, Bytes.indexOf(bytes, start, end, ','));
		if (Bytes.indexOf(bytes, start, end, SUBSCRIBE) >= 0) {
			this.server.subscribe(channelName(bytes, start, end), this);
			reply(id + ",\"subscribe\":{}}");
		}
		else if (Bytes.indexOf(bytes, start, end, PUBLISH) >= 0) {
			int data = Bytes.indexOf(bytes, start, end, DATA) + DATA.length;
			String name = channelName(bytes, start, end);
			String push = "{\"push\":{\"channel\":\"" + name + "\",\"pub\":{\"data\":"
					+ string(bytes, data, end - COMMAND_END) + PUBLISHER;
			ByteBuffer frame = WebSocketFrames.server(WebSocketFrames.TEXT, Bytes.of(push));
			this.server.publish(name, ByteBuffer.allocateDirect(frame.remaining()).put(frame).flip());
			reply(id + ",\"publish\":{}}");
		}
		else {
			reply(id + ",\"connect\":{}}");
		}
	}

	private void reply(String json) {
		this.server.write(this, WebSocketFrames.server(WebSocketFrames.TEXT, Bytes.of(json)));
	}

	private static String channelName(byte[] bytes, int start, int end) {
		int name = Bytes.indexOf(bytes, start, end, CHANNEL) + CHANNEL.length;
		return string(bytes, name, Bytes.indexOf(bytes, name, end, '"'));
	}

	private static String string(byte[] bytes, int from, int to) {
		return new String(bytes, from, to - from, StandardCharsets.UTF_8);
	}

	@Override
	public void control(int opcode, byte[] bytes, int offset, int length) {
		if (opcode == WebSocketFrames.CLOSE) {
			close();
		}
	}

	/**
	 * Take what is to be written.
	 * @return whether somebody has to flush it
	 */
	boolean offer(ByteBuffer frame) {
		this.pending.add(frame);
		return this.pending.size() == 1 && !this.waiting;
	}

	void flush() {
		if (this.waiting || this.pending.isEmpty()) {
			return;
		}
		try {
			if (this.pending.size() == 1) {
				this.channel.write(this.pending.get(0));
			}
			else {
				this.channel.write(this.pending.toArray(ByteBuffer[]::new));
			}
			this.pending.removeIf((frame) -> !frame.hasRemaining());
			if (!this.pending.isEmpty()) {
				this.waiting = true;
				this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
			}
		}
		catch (IOException ex) {
			close();
		}
	}

	private void close() {
		this.pending.clear();
		this.server.unsubscribe(this);
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// It is gone either way.
		}
	}

}
