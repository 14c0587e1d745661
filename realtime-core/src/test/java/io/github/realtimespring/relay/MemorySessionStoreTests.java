package io.github.realtimespring.relay;

class MemorySessionStoreTests extends SessionStoreContract {

	private final SessionStore store = new MemorySessionStore(System::nanoTime);

	@Override
	protected SessionStore store() {
		return this.store;
	}

}
