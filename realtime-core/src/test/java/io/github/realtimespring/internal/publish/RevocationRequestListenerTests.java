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

}
