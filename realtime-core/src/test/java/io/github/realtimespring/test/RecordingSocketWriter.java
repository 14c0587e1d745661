package io.github.realtimespring.test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.FrameBatch;
import io.github.realtimespring.internal.outbound.SocketWriter;

/**
 * Remembers what a session sends, instead of sending it. Can hold back the completion of
 * its writes, as a peer does that stops to read. Thread-safe.
 */
public final class RecordingSocketWriter implements SocketWriter {

	private final List<String> messages = new ArrayList<>();

	private boolean holding;

	private @Nullable Completion held;

	private @Nullable CloseCode closeCode;

	private volatile Consumer<String> peer = (message) -> {
	};

	@Override
	public boolean write(FrameBatch batch, Completion completion) {
		List<String> written = batch.messages().stream().map(Frame::string).toList();
		synchronized (this) {
			this.messages.addAll(written);
		}
		written.forEach(this.peer);
		synchronized (this) {
			if (this.holding) {
				this.held = completion;
				return false;
			}
		}
		return true;
	}

	@Override
	public synchronized void close(int code, String reason) {
		if (this.closeCode == null) {
			this.closeCode = new CloseCode(code, reason);
		}
	}

	/**
	 * Show each message to a peer when it is sent, on the thread that sends it.
	 */
	public void onMessage(Consumer<String> peer) {
		this.peer = peer;
	}

	/**
	 * From now on let writes make no end.
	 */
	public synchronized void hold() {
		this.holding = true;
	}

	/**
	 * Complete the write that was held back, and let later ones complete.
	 */
	public void release() {
		Completion completion;
		synchronized (this) {
			this.holding = false;
			completion = this.held;
			this.held = null;
		}
		if (completion != null) {
			completion.completed();
		}
	}

	/**
	 * Complete the write that was held back, if there is one, and hold the next.
	 */
	public void step() {
		Completion completion;
		synchronized (this) {
			completion = this.held;
			this.held = null;
		}
		if (completion != null) {
			completion.completed();
		}
	}

	/**
	 * The messages that were sent, in order.
	 */
	public synchronized List<String> messages() {
		return List.copyOf(this.messages);
	}

	/**
	 * The lines of all messages that were sent, in order.
	 */
	public synchronized List<String> lines() {
		return this.messages.stream().flatMap((message) -> message.lines()).toList();
	}

	/**
	 * How the connection was closed, {@code null} while it is open.
	 */
	public synchronized @Nullable CloseCode closeCode() {
		return this.closeCode;
	}

}
