package io.github.realtimespring.internal.relay.redis.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.relay.RelayException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * When a link is tried again.
 */
class ReconnectingLinkTests {

	private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(5);

	private final BlockingQueue<Attempt> next = new LinkedBlockingQueue<>();

	@Test
	void pausesBetweenAttemptsGrowToTwoSeconds() throws Exception {
		ReconnectingLink<PublishLink> link = new ReconnectingLink<>("publishing", () -> {
			throw new IllegalStateException("expected by the test");
		}, OPEN_TIMEOUT, scheduler(), new NoObserver());
		link.open();
		List<Long> pauses = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			Attempt again = this.next.poll(30, TimeUnit.SECONDS);
			assertThat(again).isNotNull();
			pauses.add(again.delay());
			again.action().run();
		}
		assertThat(pauses.get(0)).isBetween(50L, 100L);
		assertThat(pauses.subList(5, 20)).allSatisfy((pause) -> assertThat(pause).isBetween(1000L, 2000L));
	}

	/**
	 * Runs what is to be done now, and keeps the next attempt for the test.
	 */
	private ScheduledExecutorService scheduler() {
		ScheduledExecutorService scheduler = mock();
		willAnswer((call) -> {
			call.getArgument(0, Runnable.class).run();
			return null;
		}).given(scheduler).execute(any());
		given(scheduler.schedule(any(Runnable.class), anyLong(), any())).willAnswer((call) -> {
			long delay = call.getArgument(1);
			if (delay != OPEN_TIMEOUT.toMillis()) {
				this.next.add(new Attempt(delay, call.getArgument(0)));
			}
			return null;
		});
		return scheduler;
	}

	/**
	 * An attempt that is due later, handed over from the thread of the one before it.
	 */
	private record Attempt(long delay, Runnable action) {

	}

	private static final class NoObserver implements ReconnectingLink.Observer<PublishLink> {

		@Override
		public void onOpen(PublishLink link) {
		}

		@Override
		public void onLost(PublishLink link, RelayException reason) {
		}

		@Override
		public void onFailure(Exception cause) {
		}

	}

}
