package io.github.realtimespring.internal.relay.local;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.ControlResult;
import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.relay.PrefixSet;
import io.github.realtimespring.internal.resume.MemorySessionStore;
import io.github.realtimespring.internal.resume.SessionStore;
import io.github.realtimespring.internal.resume.SessionStoreProvider;
import io.github.realtimespring.internal.ticket.MemoryTicketStore;
import io.github.realtimespring.internal.ticket.TicketStore;
import io.github.realtimespring.internal.ticket.TicketStoreProvider;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.relay.RelayStatus;

/**
 * The relay of a single node: messages stay in this process.
 */
public final class LocalRelay implements Relay, SessionStoreProvider, TicketStoreProvider {

	private static final long DEFAULT_MAX_HISTORY_BYTES = 128 * 1024 * 1024;

	private static final long MAX_SESSION_BYTES = 64 * 1024 * 1024;

	private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

	private final PrefixSet prefixes = new PrefixSet();

	private final MemoryStreams streams;

	private final SessionStore sessions = new MemorySessionStore(System::nanoTime, MAX_SESSION_BYTES);

	private final TicketStore tickets = new MemoryTicketStore();

	private volatile @Nullable RelayListener listener;

	/**
	 * A relay whose channels may keep 128 MB of publications together.
	 */
	public LocalRelay() {
		this(DEFAULT_MAX_HISTORY_BYTES);
	}

	/**
	 * Create a relay.
	 * @param maxHistoryBytes approximate maximum size of all channels with history, in
	 * bytes; beyond it the largest channels lose their oldest publications
	 */
	public LocalRelay(long maxHistoryBytes) {
		Assert.isTrue(maxHistoryBytes > 0, "'maxHistoryBytes' must be positive");
		this.streams = new MemoryStreams(System::nanoTime, maxHistoryBytes);
	}

	@Override
	public void start(RelayListener listener) {
		this.listener = listener;
	}

	@Override
	public void stop() {
		this.listener = null;
		this.prefixes.clear();
	}

	@Override
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication) {
		RelayListener current = this.listener;
		if (current == null) {
			return stopped();
		}
		return deliver(current, channel, publication) ? CompletableFuture.completedFuture(StreamPosition.NONE)
				: CompletableFuture.failedFuture(RelayException.notExecuted("This node is overloaded", null));
	}

	@Override
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication, HistoryOptions history,
			PublishOptions options) {
		RelayListener current = this.listener;
		if (current == null) {
			return stopped();
		}
		try {
			return CompletableFuture.completedFuture(this.streams.publish(channel, publication, history, options,
					(positioned) -> deliver(current, channel, positioned)));
		}
		catch (RelayException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public CompletableFuture<History> history(String channel, HistoryOptions history, HistoryQuery query) {
		try {
			return CompletableFuture.completedFuture(this.streams.read(channel, history, query));
		}
		catch (UnrecoverablePositionException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * {@inheritDoc} A command is not kept: it stays in force for as long as the process
	 * runs.
	 */
	@Override
	public CompletableFuture<ControlResult> control(byte[] command, @Nullable Instant inForceUntil) {
		RelayListener current = this.listener;
		if (current == null) {
			return stopped();
		}
		try {
			return CompletableFuture
				.completedFuture(new ControlResult(current.onControl(command), Set.of("local"), Set.of()));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(RelayException.notExecuted("The command failed", ex));
		}
	}

	private boolean deliver(RelayListener current, String channel, Publication publication) {
		if (!current.onPublication(channel, publication)) {
			return false;
		}
		if (this.prefixes.longestOf(channel) != null) {
			// The channel's own subscribers have it, regardless of the patterns
			current.onPrefixPublication(channel, publication);
		}
		return true;
	}

	private static <T> CompletableFuture<T> stopped() {
		return CompletableFuture.failedFuture(RelayException.notExecuted("The relay is stopped", null));
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
	public boolean isShared() {
		return false;
	}

	@Override
	public SessionStore sessions() {
		return this.sessions;
	}

	@Override
	public TicketStore tickets() {
		return this.tickets;
	}

	@Override
	public RelayStatus status() {
		return new RelayStatus("local", this.listener != null, Map.of());
	}

}
