package io.github.realtimespring.internal.protocol.stomp;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.simp.SimpMessagingTemplate;

import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names of users and channels where clients may publish and subscribe to what there is.
 */
class StompNamesTests {

	private static StompServer server;

	@BeforeAll
	static void start() throws Exception {
		server = StompServer.start(StompOptions.defaults(),
				new Namespaces(List.of(new Namespace("default", ClientAccess.ANY, ClientAccess.ANY)), false));
	}

	@AfterAll
	static void stop() throws Exception {
		server.close();
	}

	@Test
	void whenDisplayNameIsAnotherUsersIdThenThatUsersMessagesStayPrivate() throws Exception {
		try (StompClient owner = server.connect("Authorization:Bearer named-Ann-42").subscribe("a", "/user/queue/x");
				StompClient impostor = server.connect("Authorization:Bearer named-42-666")
					.subscribe("a", "/user/queue/x")) {
			server.bean(SimpMessagingTemplate.class).convertAndSendToUser("42", "/queue/x", "for 42");
			server.bean(SimpMessagingTemplate.class).convertAndSendToUser("666", "/queue/x", "for 666");
			assertThat(owner.next().body()).isEqualTo("for 42");
			assertThat(impostor.next().body()).isEqualTo("for 666");
		}
	}

	@Test
	void aUserWhoseNamePassesForAnEscapedOneHasNoQueues() throws Exception {
		try (StompClient user = server.connect("Authorization:Bearer token-a/b").subscribe("a", "/user/queue/x");
				StompClient impostor = server.connect("Authorization:Bearer token-a%2Fb")) {
			impostor.send("SUBSCRIBE\nid:a\ndestination:/user/queue/x\nreceipt:r\n\n");
			assertThat(impostor.next().header("message")).startsWith("Access denied\\c ");
			server.bean(SimpMessagingTemplate.class).convertAndSendToUser("a/b", "/queue/x", "for a/b");
			assertThat(user.next().body()).isEqualTo("for a/b");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/user/bob/queue/x", "/user/queue/x", "/topic/$secret", "/topic/other:x" })
	void whenAnyClientMayPublishThenUsersAndNamesThatAreNoChannelsStayClosed(String destination) throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-ann")) {
			client.send("SEND\ndestination:" + destination + "\nreceipt:r\n\nx");
			assertThat(client.next().header("message")).startsWith("Access denied\\c ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/$secret", "/topic/other:x" })
	void aNameThatIsNoChannelCannotBeSubscribedTo(String destination) throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-ann")) {
			client.send("SUBSCRIBE\nid:a\ndestination:" + destination + "\nreceipt:r\n\n");
			assertThat(client.next().header("message")).startsWith("Access denied\\c ");
		}
	}

}
