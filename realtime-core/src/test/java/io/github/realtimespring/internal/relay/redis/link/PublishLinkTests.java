package io.github.realtimespring.internal.relay.redis.link;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.RelayException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class PublishLinkTests {

	private final CompletableFuture<Long> answer = new CompletableFuture<>();

	private final PublishLink link = new PublishLink(connection(),
			new CommandErrorReporter(RealtimeMetrics.NONE, LogFactory.getLog(PublishLinkTests.class)),
			Duration.ofSeconds(3));

	@Test
	void anAnswerIsNotHeldByItsPlaceInTheQueue() {
		WeakReference<CompletableFuture<StreamPosition>> published = new WeakReference<>(publish());
		assertThat(published.get()).isNotNull();
		this.answer.complete(1L);
		Awaitility.await().pollInterval(Duration.ofMillis(100)).until(() -> {
			System.gc();
			return published.get() == null;
		});
		this.link.expire(System.nanoTime());
	}

	@Test
	void whatIsNotAnsweredInTimeFails() {
		CompletableFuture<StreamPosition> published = publish();
		this.link.expire(System.nanoTime());
		assertThat(published).isNotDone();
		this.link.expire(System.nanoTime() + Duration.ofSeconds(4).toNanos());
		assertThat(published).isCompletedExceptionally();
		assertThat(this.answer).isCancelled();
	}

	@Test
	void whatIsNotAnsweredBeforeTheEndFails() {
		CompletableFuture<StreamPosition> published = publish();
		this.link.close(new RelayException("expected by the test"));
		assertThat(published).isCompletedExceptionally();
	}

	private CompletableFuture<StreamPosition> publish() {
		return this.link.publish(new byte[1], new byte[1]);
	}

	@SuppressWarnings("unchecked")
	private StatefulRedisConnection<byte[], byte[]> connection() {
		RedisFuture<Long> future = mock(RedisFuture.class);
		given(future.toCompletableFuture()).willReturn(this.answer);
		RedisAsyncCommands<byte[], byte[]> commands = mock(RedisAsyncCommands.class);
		given(commands.publish(any(), any())).willReturn(future);
		StatefulRedisConnection<byte[], byte[]> connection = mock(StatefulRedisConnection.class);
		given(connection.isOpen()).willReturn(true);
		given(connection.async()).willReturn(commands);
		given(connection.closeAsync()).willReturn(CompletableFuture.completedFuture(null));
		return connection;
	}

}
