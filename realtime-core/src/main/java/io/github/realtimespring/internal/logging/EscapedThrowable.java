package io.github.realtimespring.internal.logging;

import org.jspecify.annotations.Nullable;

/**
 * Stands in a log for a throwable whose text could forge lines or is too long: the same
 * class name, stack and causes, with texts that were made fit. Immutable.
 */
final class EscapedThrowable extends Throwable {

	/**
	 * Causes and suppressed exceptions of one throwable that are looked at; a chain that
	 * is longer is cut off.
	 */
	private static final int MAX_DEPTH = 16;

	private static final long serialVersionUID = 1;

	private EscapedThrowable(Throwable original, @Nullable Throwable cause) {
		super(LimitedLog.fit(original.toString()), cause);
		setStackTrace(original.getStackTrace());
	}

	/**
	 * The throwable itself if its text, and the text of all its causes and suppressed
	 * exceptions, is safe for a log; otherwise a substitute.
	 */
	static @Nullable Throwable of(@Nullable Throwable original) {
		return (original == null || isFit(original, 0)) ? original : escape(original, 0);
	}

	private static boolean isFit(Throwable original, int depth) {
		if (depth == MAX_DEPTH || !LimitedLog.isFit(original.toString())
				|| !LimitedLog.isFit(String.valueOf(original.getMessage()))) {
			return false;
		}
		for (Throwable suppressed : original.getSuppressed()) {
			if (!isFit(suppressed, depth + 1)) {
				return false;
			}
		}
		Throwable cause = original.getCause();
		return cause == null || isFit(cause, depth + 1);
	}

	private static EscapedThrowable escape(Throwable original, int depth) {
		boolean last = (depth == MAX_DEPTH);
		Throwable cause = last ? null : original.getCause();
		EscapedThrowable escaped = new EscapedThrowable(original, (cause != null) ? escape(cause, depth + 1) : null);
		if (!last) {
			for (Throwable suppressed : original.getSuppressed()) {
				escaped.addSuppressed(escape(suppressed, depth + 1));
			}
		}
		return escaped;
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

	@Override
	public String toString() {
		return String.valueOf(getMessage());
	}

}
