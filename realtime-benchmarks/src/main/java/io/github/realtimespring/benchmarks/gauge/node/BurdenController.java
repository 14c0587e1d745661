package io.github.realtimespring.benchmarks.gauge.node;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lets the gauge choose the burden.
 */
@RestController
class BurdenController {

	private final Burden burden;

	BurdenController(Burden burden) {
		this.burden = burden;
	}

	@PostMapping("/api/gauge/burden")
	void set(@RequestParam double nanos) {
		this.burden.set(nanos);
	}

}
