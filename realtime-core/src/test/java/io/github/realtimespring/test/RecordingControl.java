package io.github.realtimespring.test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.hub.session.Subscription;

/**
 * Records what the application asks for with a session.
 */
public final class RecordingControl implements SessionProtocol.Control {

	private final Consumer<Subscription> unsubscriber;

	private final List<String> subscribed = new ArrayList<>();

	private final List<@Nullable Instant> refreshed = new ArrayList<>();

	/**
	 * Create a control.
	 * @param unsubscriber ends subscriptions
	 */
	public RecordingControl(Consumer<Subscription> unsubscriber) {
		this.unsubscriber = unsubscriber;
	}

	/**
	 * The channels to which the session was to be subscribed.
	 */
	public List<String> subscribed() {
		return this.subscribed;
	}

	/**
	 * The expiries of the refreshes.
	 */
	public List<@Nullable Instant> refreshed() {
		return this.refreshed;
	}

	@Override
	public void unsubscribe(Subscription subscription) {
		this.unsubscriber.accept(subscription);
	}

	@Override
	public boolean subscribe(Session session, String channel) {
		this.subscribed.add(channel);
		return true;
	}

	@Override
	public void refresh(Session session, @Nullable Instant expiresAt) {
		this.refreshed.add(expiresAt);
	}

}
