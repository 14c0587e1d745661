package io.github.realtimespring.sample.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.ControlResult;
import io.github.realtimespring.RealtimeOperations;

/**
 * Ends a user's sessions on all nodes, and takes a right away. Requests need the token of
 * an operator.
 */
@RestController
@RequestMapping("/api/operator/users/{user}")
class OperatorController {

	/** No token of the demo, or of a usual identity provider, is valid for longer. */
	private static final Duration TOKEN_LIFETIME = Duration.ofDays(1);

	private final RealtimeOperations realtime;

	private final DemoRoles roles;

	OperatorController(RealtimeOperations realtime, DemoRoles roles) {
		this.realtime = realtime;
		this.roles = roles;
	}

	/**
	 * Closes the user's sessions at once, and rejects tokens that were issued before.
	 */
	@PostMapping("/revocation")
	CompletableFuture<Revocation> revoke(@PathVariable String user) {
		return this.realtime.revoke(ClientSelector.user(user), Instant.now().plus(TOKEN_LIFETIME))
			.thenApply(Revocation::of);
	}

	/**
	 * The user's next token lacks the role: sessions lose what it permitted when they
	 * present that token.
	 */
	@DeleteMapping("/membership")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void endMembership(@PathVariable String user) {
		this.roles.setMember(user, false);
	}

	@PutMapping("/membership")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void beginMembership(@PathVariable String user) {
		this.roles.setMember(user, true);
	}

	/**
	 * The nodes that have revoked a user's tokens.
	 *
	 * @param sessions the number of closed sessions
	 * @param confirmed the number of nodes that have confirmed
	 * @param unconfirmed the number of nodes that have not, because they are stopped or
	 * cut off
	 */
	record Revocation(int sessions, int confirmed, int unconfirmed) {

		private static Revocation of(ControlResult result) {
			return new Revocation(result.sessions(), result.confirmedNodes().size(), result.unconfirmedNodes().size());
		}

	}

}
