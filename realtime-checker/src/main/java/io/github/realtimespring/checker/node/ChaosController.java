package io.github.realtimespring.checker.node;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.RealtimeOperations;

/**
 * Tells the checker what this node has, and breaks it on purpose.
 */
@RestController
class ChaosController {

	private static final int MAX_HISTORY = 1000;

	private final RealtimeOperations operations;

	private final Mutations mutations;

	ChaosController(RealtimeOperations operations, Mutations mutations) {
		this.operations = operations;
		this.mutations = mutations;
	}

	/**
	 * Answers with the payloads that a channel keeps, one a line.
	 */
	@GetMapping("/api/chaos/history")
	CompletableFuture<String> history(@RequestParam String channel) {
		return this.operations.history(channel, HistoryQuery.newest(MAX_HISTORY))
			.thenApply((history) -> history.publications()
				.stream()
				.map((publication) -> new String(publication.data(), StandardCharsets.UTF_8))
				.collect(Collectors.joining("\n")));
	}

	/**
	 * Revokes a user. Answers with the numbers of sessions, of nodes that confirmed it
	 * and of those that did not.
	 */
	@PostMapping("/api/chaos/revoke")
	CompletableFuture<String> revoke(@RequestParam String user) {
		return this.operations.revoke(ClientSelector.user(user), Instant.now().plusSeconds(600))
			.thenApply((result) -> result.sessions() + " " + result.confirmedNodes().size() + " "
					+ result.unconfirmedNodes().size());
	}

	@GetMapping("/api/chaos/ready")
	String ready() {
		return "ready";
	}

	@GetMapping("/api/chaos/struck")
	String struck() {
		return Long.toString(this.mutations.struck());
	}

	@PostMapping("/api/chaos/count")
	void count(@RequestParam long count) {
		this.mutations.count(count);
	}

	@PostMapping("/api/chaos/mutation")
	void mutation(@RequestParam Mutation mutation, @RequestParam int every) {
		this.mutations.set(mutation, every);
	}

}
