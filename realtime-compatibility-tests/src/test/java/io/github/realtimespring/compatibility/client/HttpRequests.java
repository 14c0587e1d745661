package io.github.realtimespring.compatibility.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Plain HTTP requests, and handshakes whose answer is looked at.
 */
public final class HttpRequests {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private HttpRequests() {
	}

	public static HttpResponse<String> get(int port, String path, String... headers) {
		return send(request(port, path, headers).GET().build());
	}

	public static HttpResponse<String> post(int port, String path, String body, String... headers) {
		return send(request(port, path, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
	}

	/**
	 * A response whose body never ends.
	 */
	public static HttpResponse<InputStream> stream(int port, String path, boolean post, String... headers) {
		HttpRequest.Builder request = request(port, path, headers);
		try {
			return HTTP.send((post ? request.POST(HttpRequest.BodyPublishers.noBody()) : request.GET()).build(),
					HttpResponse.BodyHandlers.ofInputStream());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static HttpRequest.Builder request(int port, String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.timeout(Duration.ofSeconds(30));
		return (headers.length > 0) ? request.headers(headers) : request;
	}

	private static HttpResponse<String> send(HttpRequest request) {
		try {
			return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Ask for an upgrade.
	 * @param accepted called when the upgrade was accepted
	 * @return the status line, and the headers that belong to the handshake
	 */
	public static List<String> upgrade(int port, String path, String[] headerLines, Runnable accepted) {
		try (Socket socket = new Socket("localhost", port)) {
			socket.setSoTimeout(30_000);
			StringBuilder request = new StringBuilder("GET ").append(path)
				.append(" HTTP/1.1\r\nHost: localhost:")
				.append(port)
				.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
				.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
			for (String line : headerLines) {
				request.append(line).append("\r\n");
			}
			socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
			List<String> answer = new ArrayList<>();
			String line = readLine(socket.getInputStream());
			answer.add(line);
			while (!(line = readLine(socket.getInputStream())).isEmpty()) {
				if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-")) {
					answer.add(line);
				}
			}
			if (answer.get(0).contains(" 101")) {
				accepted.run();
			}
			return answer;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String readLine(InputStream input) throws IOException {
		StringBuilder line = new StringBuilder();
		int next;
		while ((next = input.read()) >= 0 && next != '\n') {
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

}
