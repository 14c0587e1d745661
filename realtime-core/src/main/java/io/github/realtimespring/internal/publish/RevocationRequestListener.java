package io.github.realtimespring.internal.publish;

import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.util.Assert;

import io.github.realtimespring.ClientRevocationRequest;
import io.github.realtimespring.ControlResult;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.internal.logging.LimitedLog;

/**
 * Revokes credentials when the application publishes a request. Does not wait for the
 * nodes' confirmations.
 */
public class RevocationRequestListener
		implements ApplicationListener<PayloadApplicationEvent<ClientRevocationRequest>> {

	private static final Log logger = LimitedLog.of(RevocationRequestListener.class);

	private final RealtimeOperations operations;

	/**
	 * Create the listener.
	 * @param operations revokes
	 */
	public RevocationRequestListener(RealtimeOperations operations) {
		Assert.notNull(operations, "'operations' must not be null");
		this.operations = operations;
	}

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<ClientRevocationRequest> event) {
		ClientRevocationRequest request = event.getPayload();
		revoke(request).whenComplete((result, failure) -> {
			if (failure != null) {
				logger.error("Revoking credentials failed", failure);
			}
			else if (!result.isComplete()) {
				logger.warn("Revocation is not confirmed yet by nodes: " + result.unconfirmedNodes());
			}
		});
	}

	private CompletableFuture<ControlResult> revoke(ClientRevocationRequest request) {
		try {
			return this.operations.revoke(request.clients(), request.until());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

}
