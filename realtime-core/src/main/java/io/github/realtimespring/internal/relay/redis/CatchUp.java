package io.github.realtimespring.internal.relay.redis;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.relay.redis.link.PublishLink;
import io.github.realtimespring.internal.relay.redis.link.ReconnectingLink;
import io.github.realtimespring.internal.relay.redis.link.SubscribeLink;
import io.github.realtimespring.relay.RelayException;

/**
 * Lets a node receive and read publications only after it has executed the commands in
 * force: a new link listens to commands first, then the commands are read, and then the
 * channels are subscribed to. Confined to the scheduler, except where stated otherwise.
 */
final class CatchUp {

	/**
	 * The pause of this process after which it catches up. Others wait longer for
	 * confirmations.
	 */
	static final Duration MAX_PAUSE = Duration.ofSeconds(2);

	private static final long MAX_PAUSE_NANOS = MAX_PAUSE.toNanos();

	private final RedisKeyspace keyspace;

	private final ControlChannel control;

	private final ReconnectingLink<PublishLink> publishing;

	private final ChannelSubscriptions.Refusals refusals;

	private final Executor scheduler;

	private final Consumer<SubscribeLink> whenDone;

	/** The link on which commands arrive. */
	private @Nullable SubscribeLink joined;

	/** The link on which channels may be subscribed to. */
	private @Nullable SubscribeLink opened;

	private volatile boolean done;

	private boolean leaving;

	private volatile long checkedAt = System.nanoTime();

	/**
	 * Create.
	 * @param refusals told when Redis refuses the subscription to commands
	 * @param scheduler the one thread
	 * @param whenDone subscribes to the channels on a link, once for each link
	 */
	CatchUp(RedisKeyspace keyspace, ControlChannel control, ReconnectingLink<PublishLink> publishing,
			ChannelSubscriptions.Refusals refusals, Executor scheduler, Consumer<SubscribeLink> whenDone) {
		this.keyspace = keyspace;
		this.control = control;
		this.publishing = publishing;
		this.refusals = refusals;
		this.scheduler = scheduler;
		this.whenDone = whenDone;
	}

	/**
	 * Whether this node has executed the commands in force, and did not stand still
	 * since. Thread-safe.
	 */
	boolean isDone() {
		return this.done && System.nanoTime() - this.checkedAt < MAX_PAUSE_NANOS;
	}

	/**
	 * Listen to commands on a new link.
	 */
	void join(SubscribeLink link) {
		link.subscribe(false, this.keyspace.allNodes(), this.keyspace.confirmations()).whenComplete((ok, failure) -> {
			if (failure != null) {
				this.refusals.onRejected("SUBSCRIBE", failure);
				this.refusals.onRefused(() -> this.refusals.renew(link, failure));
			}
		});
	}

	/**
	 * Commands arrive on a link from now on. Thread-safe.
	 */
	void onJoined(SubscribeLink link) {
		this.scheduler.execute(() -> {
			if (link.isOpen()) {
				this.joined = link;
				run();
			}
		});
	}

	void onSubscribingLost() {
		this.done = false;
		this.joined = null;
		this.opened = null;
	}

	void onPublishingLost() {
		this.done = false;
	}

	/**
	 * Execute the commands in force if both links are open. No command is missed between
	 * reading them and listening: those that are sent meanwhile arrive already.
	 */
	void run() {
		PublishLink link = this.publishing.current();
		SubscribeLink listening = this.joined;
		if (link == null || listening == null) {
			return;
		}
		this.control.catchUp(link).whenComplete((ok, failure) -> this.scheduler.execute(() -> {
			if (this.publishing.current() != link || this.joined != listening) {
				return;
			}
			if (failure != null) {
				this.publishing.renew(new RelayException("Redis did not return the commands in force", failure));
				return;
			}
			this.done = true;
			if (this.opened != listening) {
				this.opened = listening;
				this.whenDone.accept(listening);
			}
		}));
	}

	/**
	 * Announce that this node lives. Called regularly.
	 */
	void announce() {
		PublishLink link = this.publishing.current();
		if (link != null && this.done && !this.leaving) {
			this.control.announce(link).thenAccept((different) -> {
				if (different) {
					this.scheduler.execute(this::run);
				}
			});
		}
	}

	/**
	 * Announce nothing from now on.
	 */
	void leave() {
		this.leaving = true;
	}

	/**
	 * Check the clock, several times a second. After this process stood still it catches
	 * up again: it may have missed a command while others waited for its confirmation.
	 */
	void tick(long nanoTime) {
		if (nanoTime - this.checkedAt >= MAX_PAUSE_NANOS) {
			this.done = false;
			run();
		}
		this.checkedAt = nanoTime;
	}

}
