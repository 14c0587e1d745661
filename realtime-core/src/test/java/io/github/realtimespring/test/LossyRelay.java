package io.github.realtimespring.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.relay.RelayListener;

/**
 * A relay that loses publications on their way to the subscribers, and can't read
 * history, when the test wants it so.
 */
public final class LossyRelay extends DelegatingRelay {

	private final AtomicInteger failedReads = new AtomicInteger();

	private volatile boolean losing;

	private volatile boolean troubled;

	/**
	 * Whether publications are kept but don't arrive.
	 */
	public void losing(boolean losing) {
		this.losing = losing;
	}

	/**
	 * Whether history can't be read.
	 */
	public void troubled(boolean troubled) {
		this.troubled = troubled;
	}

	/**
	 * How often history could not be read.
	 */
	public int failedReads() {
		return this.failedReads.get();
	}

	@Override
	public void start(RelayListener listener) {
		super.start(new RelayListener() {
			@Override
			public boolean onPublication(String channel, Publication publication) {
				return LossyRelay.this.losing || listener.onPublication(channel, publication);
			}

			@Override
			public boolean onPrefixPublication(String channel, Publication publication) {
				return LossyRelay.this.losing || listener.onPrefixPublication(channel, publication);
			}

			@Override
			public int onControl(byte[] command) {
				return listener.onControl(command);
			}

			@Override
			public int onMissedControl(byte[] command) {
				return listener.onMissedControl(command);
			}

			@Override
			public void onReconnected() {
				listener.onReconnected();
			}
		});
	}

	@Override
	public CompletableFuture<History> history(String channel, HistoryOptions history, HistoryQuery query) {
		if (this.troubled) {
			this.failedReads.incrementAndGet();
			return CompletableFuture.failedFuture(new RelayException("expected by the test"));
		}
		return super.history(channel, history, query);
	}

}
