package io.github.realtimespring.internal.relay.local;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.BeforeEach;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.relay.StreamContract;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayListener;

class LocalStreamTests extends StreamContract {

	private final LocalRelay relay = new LocalRelay();

	private final Map<String, List<Publication>> arrived = new ConcurrentHashMap<>();

	@BeforeEach
	void start() {
		this.relay.start(new RelayListener() {

			@Override
			public boolean onPublication(String channel, Publication publication) {
				arrived(channel).add(publication);
				return true;
			}

			@Override
			public boolean onPrefixPublication(String channel, Publication publication) {
				return true;
			}

		});
	}

	@Override
	protected Relay relay() {
		return this.relay;
	}

	@Override
	protected List<Publication> arrived(String channel) {
		return this.arrived.computeIfAbsent(channel, (name) -> new CopyOnWriteArrayList<>());
	}

}
