package io.github.realtimespring.internal.outbound;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Frames that leave in one write, in order. Neighbouring {@linkplain Frame#line lines}
 * share one WebSocket message, separated by line feeds. Sessions with the same frames
 * pending share one batch, and its bytes on the wire. Immutable and thread-safe.
 */
public final class FrameBatch {

	/**
	 * Maximum size of one write, unless a single frame is larger, so that control frames
	 * to a slow peer are not delayed by a large write.
	 */
	static final int MAX_BYTES = 16 * 1024;

	static final int MAX_FRAMES = 128;

	private static final int MAX_HEADER = 10;

	private final Frame[] frames;

	private final int size;

	private volatile byte @Nullable [] webSocketBytes;

	private volatile @Nullable List<Frame> messages;

	private FrameBatch(Frame[] frames, int size) {
		this.frames = frames;
		this.size = size;
	}

	/**
	 * A batch of one frame.
	 */
	static FrameBatch of(Frame frame) {
		return new FrameBatch(new Frame[] { frame }, frame.size());
	}

	/**
	 * As many frames from the head of a queue as one write takes.
	 * @param queue at least one frame
	 */
	static FrameBatch head(Collection<Frame> queue) {
		Frame[] taken = new Frame[Math.min(queue.size(), MAX_FRAMES)];
		int count = 0;
		int size = 0;
		for (Frame frame : queue) {
			if (!hasRoom(count, size, frame)) {
				break;
			}
			taken[count++] = frame;
			size += frame.size();
		}
		return (count == 1) ? taken[0].alone() : new FrameBatch(Arrays.copyOf(taken, count), size);
	}

	private static boolean hasRoom(int count, int size, Frame frame) {
		return count == 0 || (count < MAX_FRAMES && size + frame.size() <= MAX_BYTES);
	}

	/**
	 * Whether this is the {@link #head} of a queue.
	 */
	boolean isHeadOf(Collection<Frame> queue) {
		int count = 0;
		for (Frame frame : queue) {
			if (count == this.frames.length) {
				return !hasRoom(count, this.size, frame);
			}
			if (this.frames[count++] != frame) {
				return false;
			}
		}
		return count == this.frames.length;
	}

	/**
	 * The number of frames.
	 */
	public int count() {
		return this.frames.length;
	}

	/**
	 * The size of the frames' contents in bytes.
	 */
	public int size() {
		return this.size;
	}

	/**
	 * The WebSocket messages to send, in order.
	 */
	public List<Frame> messages() {
		List<Frame> result = this.messages;
		if (result == null) {
			result = new ArrayList<>(this.frames.length);
			for (int start = 0, end; start < this.frames.length; start = end) {
				end = endOfMessage(start);
				result.add((end - start == 1) ? this.frames[start] : Frame.text(joined(start, end)));
			}
			this.messages = result;
		}
		return result;
	}

	/**
	 * The messages as unmasked WebSocket frames (RFC 6455, section 5.2), positioned at
	 * their start; not to be changed. The bytes are shared, the position is the caller's
	 * own.
	 */
	public ByteBuffer webSocketBytes() {
		byte[] result = this.webSocketBytes;
		if (result == null) {
			result = encode();
			this.webSocketBytes = result;
		}
		return ByteBuffer.wrap(result);
	}

	private byte[] encode() {
		ByteBuffer target = ByteBuffer.allocate(this.size + this.frames.length * MAX_HEADER);
		for (int start = 0, end; start < this.frames.length; start = end) {
			end = endOfMessage(start);
			putHeader(target, this.frames[start].isText(), messageSize(start, end));
			putMessage(target, start, end);
		}
		return Arrays.copyOf(target.array(), target.position());
	}

	private int endOfMessage(int start) {
		int end = start + 1;
		if (this.frames[start].isJoinable()) {
			while (end < this.frames.length && this.frames[end].isJoinable()) {
				end++;
			}
		}
		return end;
	}

	private int messageSize(int start, int end) {
		int result = end - start - 1;
		for (int i = start; i < end; i++) {
			result += this.frames[i].size();
		}
		return result;
	}

	private byte[] joined(int start, int end) {
		ByteBuffer target = ByteBuffer.allocate(messageSize(start, end));
		putMessage(target, start, end);
		return target.array();
	}

	private void putMessage(ByteBuffer target, int start, int end) {
		this.frames[start].copyTo(target);
		for (int i = start + 1; i < end; i++) {
			target.put((byte) '\n');
			this.frames[i].copyTo(target);
		}
	}

	private static void putHeader(ByteBuffer target, boolean text, int size) {
		target.put((byte) (text ? 0x81 : 0x82));
		if (size < 126) {
			target.put((byte) size);
		}
		else if (size < 0x10000) {
			target.put((byte) 126).putShort((short) size);
		}
		else {
			target.put((byte) 127).putLong(size);
		}
	}

	@Override
	public String toString() {
		return "batch of " + this.frames.length + " frames, " + this.size + " bytes";
	}

}
