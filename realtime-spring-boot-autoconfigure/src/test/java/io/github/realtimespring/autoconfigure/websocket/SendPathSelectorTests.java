package io.github.realtimespring.autoconfigure.websocket;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.support.StaticApplicationContext;

import io.github.realtimespring.autoconfigure.properties.WebSocketProperties.DirectWrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SendPathSelector}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SendPathSelectorTests {

	private final WebServerApplicationContext context = mock();

	private final SendPathSelector selector = new SendPathSelector(this.context, List.of(), DirectWrites.AUTO);

	@Test
	void aServerThatIsNotKnownIsNamed(CapturedOutput output) {
		this.selector.onApplicationEvent(started(this.context));
		assertThat(output).containsOnlyOnce("WebSocket messages go through the public API of OtherServer");
	}

	@Test
	void whatIsSelectedIsSelectedOnce(CapturedOutput output) {
		this.selector.onApplicationEvent(started(this.context));
		this.selector.onApplicationEvent(started(mock()));
		this.selector.onApplicationEvent(new ContextRefreshedEvent(this.context));
		assertThat(output).containsOnlyOnce("WebSocket messages go");
	}

	@Test
	void theServerOfAChildContextDoesNotCount(CapturedOutput output) {
		this.selector.onApplicationEvent(started(mock()));
		assertThat(output).doesNotContain("WebSocket messages go");
	}

	@Test
	void aContainerThatIsNotEmbeddedIsNotWrittenDirectly(CapturedOutput output) {
		this.selector.onApplicationEvent(new ContextRefreshedEvent(this.context));
		assertThat(output).containsOnlyOnce("public API of the container: it is not embedded");
	}

	@Test
	void aChildContextThatRefreshesBeforeTheServerStartsDoesNotCount(CapturedOutput output) {
		this.selector.onApplicationEvent(new ContextRefreshedEvent(new StaticApplicationContext()));
		assertThat(output).doesNotContain("WebSocket messages go");
		this.selector.onApplicationEvent(started(this.context));
		assertThat(output).containsOnlyOnce("WebSocket messages go through the public API of OtherServer");
	}

	private static WebServerInitializedEvent started(WebServerApplicationContext context) {
		WebServerInitializedEvent event = mock();
		given(event.getApplicationContext()).willReturn(context);
		given(event.getWebServer()).willReturn(new OtherServer());
		return event;
	}

	private static final class OtherServer implements WebServer {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public int getPort() {
			return 0;
		}

	}

}
