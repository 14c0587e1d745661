package io.github.realtimespring.internal.concurrent;

import org.jspecify.annotations.Nullable;

/**
 * The beginning of something whose end may come meanwhile, and has to be handled
 * afterwards. Thread-safe.
 *
 * @param <E> what is known of the end
 */
public final class Beginning<E> {

	private boolean finished;

	private @Nullable E end;

	/**
	 * Note the end.
	 * @return {@code false} if the beginning is over, so that the end can be handled at
	 * once
	 */
	public synchronized boolean defer(E end) {
		if (this.finished) {
			return false;
		}
		this.end = end;
		return true;
	}

	/**
	 * The beginning is over.
	 * @return the end to be handled now, {@code null} if it has not come
	 */
	public synchronized @Nullable E finish() {
		this.finished = true;
		return this.end;
	}

}
