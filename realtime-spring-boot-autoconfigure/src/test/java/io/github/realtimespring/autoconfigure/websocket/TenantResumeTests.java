package io.github.realtimespring.autoconfigure.websocket;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ApplicationListener;
import org.springframework.web.socket.messaging.SessionConnectedEvent;

import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.autoconfigure.websocket.TenantServer.RelayType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session is resumed by its own tenant's user only.
 */
class TenantResumeTests {

	private static final Pattern TOKEN = Pattern.compile("resume-token:(\\S+)");

	@ParameterizedTest
	@EnumSource
	void theUserOfTheSameNameInAnotherTenantCanNotResumeASession(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient first = TestClient.connect(server.port(), "/ws");
			first.send(TenantServer.connect("ann@acme", "resume:"));
			Matcher token = TOKEN.matcher(first.receive());
			assertThat(token.find()).isTrue();
			first.send("SUBSCRIBE\nid:s\ndestination:/topic/kept:secret\nreceipt:s\n\n\0");
			assertThat(first.receive()).startsWith("RECEIPT");
			TestClient other = TestClient.connect(server.port(), "/ws");
			other.send(TenantServer.connect("ann@beta", "resume:" + token.group(1)));
			assertThat(other.receive()).contains("resumed:false").doesNotContain("secret");
			TestClient same = TestClient.connect(server.port(), "/ws");
			same.send(TenantServer.connect("ann@acme", "resume:" + token.group(1)));
			assertThat(same.receive()).contains("resumed:true");
			assertThat(same.receive()).contains("/topic/kept\\csecret");
			server.operations().forTenant("beta").publish("kept:secret", "of beta").join();
			server.operations().forTenant("acme").publish("kept:secret", "of acme").join();
			assertThat(same.receive()).startsWith("MESSAGE").contains("of acme");
		});
	}

	@ParameterizedTest
	@EnumSource
	void listenersOfAResumedSessionKnowItsTenant(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient subscriber = server.stomp("bob@acme", "/topic/open:connected");
			TestClient first = TestClient.connect(server.port(), "/ws");
			first.send(TenantServer.connect("ann@acme", "resume:"));
			Matcher token = TOKEN.matcher(first.receive());
			assertThat(token.find()).isTrue();
			server.context().getSourceApplicationContext().addApplicationListener(new Announcer(server.operations()));
			TestClient same = TestClient.connect(server.port(), "/ws");
			same.send(TenantServer.connect("ann@acme", "resume:" + token.group(1)));
			assertThat(same.receive()).contains("resumed:true");
			assertThat(subscriber.receive()).startsWith("MESSAGE").contains("welcome");
		});
	}

	private record Announcer(RealtimeOperations operations) implements ApplicationListener<SessionConnectedEvent> {

		@Override
		public void onApplicationEvent(SessionConnectedEvent event) {
			this.operations.publish("open:connected", "welcome");
		}

	}

}
