package io.github.realtimespring.compatibility;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import io.github.realtimespring.compatibility.script.Comparison;
import io.github.realtimespring.compatibility.script.Exchange;
import io.github.realtimespring.compatibility.script.ExchangeGroup;
import io.github.realtimespring.compatibility.script.Server;
import io.github.realtimespring.compatibility.script.Variant;

/**
 * The same exchanges with the same applications, on Spring's simple broker and on the
 * starter: the transcripts are the same except for what the documentation names.
 */
class CompatibilityTests {

	private static final Log logger = LogFactory.getLog(CompatibilityTests.class);

	private static final int ATTEMPTS = 3;

	private Comparison comparison;

	@AfterEach
	void stop() {
		close();
	}

	@TestFactory
	Stream<DynamicContainer> transcriptsAreTheSame() {
		return ExchangeGroups.ALL.stream().filter(CompatibilityTests::isWanted).map(this::container);
	}

	private static boolean isWanted(ExchangeGroup group) {
		String wanted = System.getProperty("compatibility.application");
		return wanted == null || List.of(wanted.split(",")).contains(group.application().name());
	}

	private DynamicContainer container(ExchangeGroup group) {
		return DynamicContainer.dynamicContainer(group.application().name(),
				group.exchanges().stream().map((exchange) -> DynamicTest.dynamicTest(exchange.name(), () -> {
					if (this.comparison == null || this.comparison.plain().application() != group.application()) {
						close();
						CompletableFuture<Server> plain = CompletableFuture
							.supplyAsync(() -> Server.start(group.application(), Variant.PLAIN));
						Server starter = Server.start(group.application(), Variant.STARTER);
						this.comparison = new Comparison(plain.join(), starter);
					}
					compare(exchange);
				})));
	}

	/**
	 * A difference counts that shows each time: on plain Spring, too, some frames race
	 * with the end of their connection.
	 */
	private void compare(Exchange exchange) throws Exception {
		for (int i = 1; i < ATTEMPTS; i++) {
			try {
				this.comparison.run(exchange);
				return;
			}
			catch (AssertionError ex) {
				logger.info("Once more, because it differed: " + exchange.name());
			}
		}
		this.comparison.run(exchange);
	}

	private void close() {
		if (this.comparison != null) {
			this.comparison.plain().close();
			this.comparison.starter().close();
			this.comparison = null;
		}
	}

}
