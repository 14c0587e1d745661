package io.github.realtimespring.autoconfigure.websocket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.autoconfigure.websocket.TenantServer.RelayType;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.session.Session;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The host that a client connects to names the tenant, alone or together with a claim.
 */
class TenantHostTests {

	private static final String HOST = "realtime.tenants.host={tenant}.example.com";

	@Test
	void theHostNamesTheTenant() {
		TenantServer.run(RelayType.LOCAL, (server) -> {
			assertThat(handshake(server, "acme.example.com", "ann@")).contains(" 101 ");
			assertThat(handshake(server, "ACME.example.com.", "bob@")).contains(" 101 ");
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(server.context().getBean(Hub.class).sessions()).extracting(Session::tenant)
							.containsExactly("acme", "acme"));
		}, HOST, "realtime.tenants.claim=");
	}

	@Test
	void anotherHostIsRefused() {
		TenantServer.run(RelayType.LOCAL, (server) -> {
			for (String host : new String[] { "example.com", "acme.example.org", "a.b.example.com", "-a.example.com",
					"acme.example.com.evil.org", ".example.com", "localhost" }) {
				assertThat(handshake(server, host, "ann@")).as(host).doesNotContain(" 101 ");
			}
		}, HOST, "realtime.tenants.claim=");
	}

	@Test
	void theClaimAndTheHostMustAgree() {
		TenantServer.run(RelayType.LOCAL, (server) -> {
			assertThat(handshake(server, "acme.example.com", "ann@acme")).contains(" 101 ");
			assertThat(handshake(server, "acme.example.com", "ann@beta")).contains(" 403 ");
			assertThat(handshake(server, "acme.example.com", "ann@")).contains(" 403 ");
		}, HOST);
	}

	private static String handshake(TenantServer server, String host, String token) throws IOException {
		Socket socket = new Socket("localhost", server.port());
		socket.getOutputStream()
			.write(("GET /ws HTTP/1.1\r\nHost: " + host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
					+ "Authorization: Bearer " + token + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		return String
			.valueOf(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
				.readLine());
	}

}
