package io.github.realtimespring.internal.hub;

/**
 * Takes events for the application. Never blocks, and never calls the application on the
 * calling thread.
 */
public interface EventSink {

	/**
	 * Takes nothing.
	 */
	EventSink NONE = new EventSink() {

		@Override
		public boolean wants(Class<?> type) {
			return false;
		}

		@Override
		public void publish(String key, Object event) {
		}

	};

	/**
	 * Whether events of a type are wanted. Cheap.
	 */
	boolean wants(Class<?> type);

	/**
	 * Take an event.
	 * @param key events with the same key keep their order
	 */
	void publish(String key, Object event);

}
