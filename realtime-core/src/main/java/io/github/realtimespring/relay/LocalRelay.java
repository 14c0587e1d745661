package io.github.realtimespring.relay;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;

/**
 * The relay of a single node: messages stay in this process.
 */
public final class LocalRelay implements Relay {

	private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

	private final Set<String> prefixes = ConcurrentHashMap.newKeySet();

	private volatile @Nullable RelayListener listener;

	@Override
	public void start(RelayListener listener) {
		this.listener = listener;
	}

	@Override
	public void stop() {
		this.listener = null;
	}

	@Override
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication) {
		RelayListener current = this.listener;
		if (current == null) {
			return CompletableFuture.failedFuture(new RelayException("The relay is stopped"));
		}
		boolean taken = current.onPublication(channel, publication);
		for (String prefix : this.prefixes) {
			if (channel.startsWith(prefix)) {
				taken &= current.onPrefixPublication(prefix, channel, publication);
			}
		}
		return taken ? CompletableFuture.completedFuture(StreamPosition.NONE)
				: CompletableFuture.failedFuture(new RelayException("This node is overloaded"));
	}

	@Override
	public CompletableFuture<Void> subscribe(String channel) {
		return DONE;
	}

	@Override
	public CompletableFuture<Void> unsubscribe(String channel) {
		return DONE;
	}

	@Override
	public CompletableFuture<Void> subscribePrefix(String prefix) {
		this.prefixes.add(prefix);
		return DONE;
	}

	@Override
	public CompletableFuture<Void> unsubscribePrefix(String prefix) {
		this.prefixes.remove(prefix);
		return DONE;
	}

	@Override
	public RelayStatus status() {
		return new RelayStatus("local", this.listener != null, Map.of());
	}

}
