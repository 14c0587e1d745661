package io.github.realtimespring.internal.publish;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;

import io.github.realtimespring.ClientRevocationRequest;
import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.ControlResult;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.test.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

class RevocationRequestListenerTests {

	@Test
	void whenTheApplicationPublishesARequestThenItIsExecuted() {
		RealtimeOperations operations = mock(RealtimeOperations.class);
		given(operations.revoke(any(), any()))
			.willReturn(CompletableFuture.completedFuture(new ControlResult(1, Set.of("one"), Set.of())));
		Instant until = Instant.now().plusSeconds(60);
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.addApplicationListener(new RevocationRequestListener(operations));
			context.refresh();
			context.publishEvent(new ClientRevocationRequest(ClientSelector.user("ann"), until));
			context.publishEvent("something else");
		}
		then(operations).should().revoke(ClientSelector.user("ann"), until);
	}

	@Test
	void theNameOfANodeForgesNoLineOfTheLog() {
		RealtimeOperations operations = mock(RealtimeOperations.class);
		given(operations.revoke(any(), any()))
			.willReturn(CompletableFuture.completedFuture(new ControlResult(0, Set.of(), Set.of("two\nforged"))));
		try (CapturedLog log = CapturedLog.of(RevocationRequestListener.class.getName());
				GenericApplicationContext context = new GenericApplicationContext()) {
			context.addApplicationListener(new RevocationRequestListener(operations));
			context.refresh();
			context
				.publishEvent(new ClientRevocationRequest(ClientSelector.user("ann"), Instant.now().plusSeconds(60)));
			assertThat(log.messages()).containsExactly("Revocation is not confirmed yet by nodes: [two\\u000aforged]");
		}
	}

}
