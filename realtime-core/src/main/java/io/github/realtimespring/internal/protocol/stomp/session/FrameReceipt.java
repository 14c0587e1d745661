package io.github.realtimespring.internal.protocol.stomp.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.frame.StompFrames;

/**
 * The receipt that a client asked for with one frame. It is sent once the frame has been
 * processed: after its turn in the session's inbound queue, and after everything that the
 * frame started and that {@linkplain #hold holds} the receipt. A frame that fails gets an
 * ERROR instead. Thread-safe.
 *
 * <p>
 * Travels with the frame's message in the header {@value #HEADER}. The frames of a
 * transaction carry the receipt of its COMMIT.
 */
public final class FrameReceipt {

	public static final String HEADER = "realtimeReceipt";

	private static final ThreadLocal<@Nullable FrameReceipt> current = new ThreadLocal<>();

	private final StompSessions sessions;

	private final StompSession stomp;

	private final String id;

	private final AtomicInteger holds = new AtomicInteger(1);

	private volatile boolean withheld;

	public FrameReceipt(StompSessions sessions, StompSession stomp, String id) {
		this.sessions = sessions;
		this.stomp = stomp;
		this.id = id;
	}

	/**
	 * The receipt that a message carries, or {@code null}.
	 */
	public static @Nullable FrameReceipt of(MessageHeaders headers) {
		return (headers.get(HEADER) instanceof FrameReceipt receipt) ? receipt : null;
	}

	/**
	 * The id of the receipt to name if a message is refused, or {@code null}.
	 */
	public static @Nullable String id(MessageHeaders headers) {
		FrameReceipt receipt = of(headers);
		return (receipt != null) ? receipt.id
				: NativeMessageHeaderAccessor.getFirstNativeHeader(StompHeaderAccessor.STOMP_RECEIPT_HEADER, headers);
	}

	/**
	 * The receipt of the frame that the current thread processes, or {@code null} if the
	 * frame asked for none.
	 */
	public static @Nullable FrameReceipt current() {
		return current.get();
	}

	/**
	 * Process a part of the frame on the current thread.
	 */
	public void run(Runnable task) {
		FrameReceipt before = current.get();
		current.set(this);
		try {
			task.run();
		}
		finally {
			if (before != null) {
				current.set(before);
			}
			else {
				current.remove();
			}
		}
	}

	/**
	 * Do not send the receipt before another {@link #release}.
	 */
	void hold() {
		this.holds.incrementAndGet();
	}

	/**
	 * End one hold. The last one sends the receipt.
	 */
	void release() {
		if (this.holds.decrementAndGet() == 0 && !this.withheld && !this.stomp.isRefused()) {
			this.stomp.session().send(StompFrames.receipt(this.stomp.version(), this.id));
		}
	}

	/**
	 * Do not send the receipt before a publication has been taken, and send an ERROR if
	 * it fails.
	 */
	public void holdUntilTaken(CompletionStage<?> publication) {
		hold();
		publication.whenComplete((position, ex) -> {
			if (ex != null) {
				fail("The message could not be published, try again later", StompError.RELAY);
			}
			release();
		});
	}

	/**
	 * Do not send the receipt before an asynchronous result has been handled.
	 * @return the result, as the stage to register handlers with
	 */
	public <T> CompletableFuture<T> holdUntilHandled(CompletionStage<T> result) {
		hold();
		CompletableFuture<T> handled = new CompletableFuture<>();
		result.whenComplete((value, ex) -> {
			try {
				// Handlers of the stage run within this call
				run(() -> {
					if (ex != null) {
						handled.completeExceptionally(ex);
					}
					else {
						handled.complete(value);
					}
				});
			}
			finally {
				release();
			}
		});
		return handled;
	}

	/**
	 * Release the receipt after everything that the session's client asked for before.
	 */
	public void releaseInTurn() {
		try {
			this.stomp.session().inbound().execute(this::release);
		}
		catch (RejectedExecutionException ex) {
			this.sessions.closeOverloaded(this.stomp);
		}
	}

	/**
	 * Never send the receipt: the frame is answered elsewhere, or not at all.
	 */
	public void withhold() {
		this.withheld = true;
	}

	/**
	 * Send an ERROR in the place of the receipt, and close the session.
	 * @param message the reason in words, without anything that the client sent
	 * @param error the reason in meters
	 */
	public void fail(String message, StompError error) {
		this.sessions.refuse(this.stomp, message, this.id, error);
	}

}
