package io.github.realtimespring.internal.guard;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.support.AbstractMessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;

/**
 * The interceptors that the application has put on one of the message broker's channels:
 * neither ours nor those that Spring itself adds. Thread-safe.
 */
public final class ApplicationInterceptors {

	private static final ChannelInterceptor[] NONE = {};

	private static final String SPRING_MESSAGING = "org.springframework.messaging.";

	private final Supplier<@Nullable AbstractMessageChannel> channel;

	private volatile Snapshot snapshot = new Snapshot(NONE, NONE);

	ApplicationInterceptors(Supplier<@Nullable AbstractMessageChannel> channel) {
		this.channel = channel;
	}

	/**
	 * The application's interceptors, in order. An application may still add some while
	 * it starts, so the channel is asked each time; without a change that costs a
	 * comparison.
	 */
	ChannelInterceptor[] get() {
		AbstractMessageChannel current = this.channel.get();
		if (current == null) {
			return NONE;
		}
		List<ChannelInterceptor> all = current.getInterceptors();
		Snapshot known = this.snapshot;
		if (!known.isOf(all)) {
			known = new Snapshot(all.toArray(NONE),
					all.stream()
						.filter(ApplicationInterceptors::isApplicationInterceptor)
						.toArray(ChannelInterceptor[]::new));
			this.snapshot = known;
		}
		return known.applications;
	}

	/**
	 * Whether a channel has any.
	 */
	public static boolean isAnyOn(AbstractMessageChannel channel) {
		return channel.getInterceptors().stream().anyMatch(ApplicationInterceptors::isApplicationInterceptor);
	}

	/**
	 * Whether an interceptor is the application's. Spring Messaging adds one that
	 * protects messages from changes and, when the broker starts, one that sees to
	 * DISCONNECT frames; Spring Security's are the application's.
	 */
	private static boolean isApplicationInterceptor(ChannelInterceptor interceptor) {
		return !(interceptor instanceof ProtocolInterceptor
				|| interceptor.getClass().getName().startsWith(SPRING_MESSAGING));
	}

	private record Snapshot(ChannelInterceptor[] all, ChannelInterceptor[] applications) {

		boolean isOf(List<ChannelInterceptor> interceptors) {
			if (interceptors.size() != this.all.length) {
				return false;
			}
			for (int i = 0; i < this.all.length; i++) {
				if (interceptors.get(i) != this.all[i]) {
					return false;
				}
			}
			return true;
		}

	}

}
