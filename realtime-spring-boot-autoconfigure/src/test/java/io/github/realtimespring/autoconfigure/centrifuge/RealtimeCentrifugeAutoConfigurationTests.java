package io.github.realtimespring.autoconfigure.centrifuge;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.internal.hub.ProtocolHandler;
import io.github.realtimespring.internal.protocol.centrifuge.CentrifugeProtocolHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.mock;

/**
 * Tests for {@link RealtimeCentrifugeAutoConfiguration}.
 */
class RealtimeCentrifugeAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class,
				RealtimeSecurityAutoConfiguration.class, RealtimeCentrifugeAutoConfiguration.class));

	@Test
	void theProtocolIsThereUnlessSwitchedOff() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(CentrifugeProtocolHandler.class));
		this.runner.withPropertyValues("realtime.centrifuge.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CentrifugeProtocolHandler.class));
	}

	@Test
	void anApplicationsOwnProtocolReplacesIt() {
		this.runner.withBean("own", ProtocolHandler.class, () -> mock(ProtocolHandler.class))
			.run((context) -> assertThat(context).hasSingleBean(ProtocolHandler.class)
				.doesNotHaveBean(CentrifugeProtocolHandler.class));
	}

}
