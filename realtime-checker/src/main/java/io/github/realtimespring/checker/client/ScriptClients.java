package io.github.realtimespring.checker.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.realtimespring.checker.cluster.Processes;
import io.github.realtimespring.checker.history.Event;
import io.github.realtimespring.checker.history.History;
import io.github.realtimespring.checker.history.Position;

/**
 * The official clients for JavaScript, all in one process of Node.js. Thread-safe.
 */
public final class ScriptClients {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final PrintStream commands;

	private final Map<String, ScriptClient> clients = new ConcurrentHashMap<>();

	private final AtomicInteger count = new AtomicInteger();

	private ScriptClients(Process process) {
		this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
		Thread thread = new Thread(() -> read(process), "script-clients");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Start the process.
	 * @param folder where the script and its libraries are
	 * @param log file for its errors
	 */
	public static ScriptClients start(Processes processes, Path folder, Path log) throws IOException {
		return new ScriptClients(processes.startPiped(log, folder, List.of("node", "clients.mjs")));
	}

	/**
	 * Make a client.
	 * @param kind {@code centrifuge} or {@code stomp}
	 * @param options how it connects; its patience is that of the library
	 * @param history takes what happens
	 */
	public Client create(String kind, ClientOptions options, History history) {
		ScriptClient client = new ScriptClient(Integer.toString(this.count.incrementAndGet()), options, history);
		this.clients.put(client.id, client);
		client.send("open",
				(command) -> command.put("kind", kind).put("port", options.port()).put("token", options.token()));
		return client;
	}

	private void read(Process process) {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				JsonNode event = JSON.readTree(line);
				ScriptClient client = this.clients.get(event.path("id").asString(""));
				if (client != null) {
					client.seen(event);
				}
			}
		}
		catch (IOException ex) {
			// The process has ended.
		}
	}

	/**
	 * One client.
	 */
	private final class ScriptClient implements Client {

		private final String id;

		private final ClientOptions options;

		private final History history;

		private ScriptClient(String id, ClientOptions options, History history) {
			this.id = id;
			this.options = options;
			this.history = history;
		}

		@Override
		public void start() {
			send("start", (command) -> {
			});
		}

		@Override
		public void subscribe(String channel) {
			send("subscribe",
					(command) -> command.put("ch", channel).put("requested", this.options.requested(channel)));
		}

		@Override
		public void unsubscribe(String channel) {
			send("unsubscribe", (command) -> command.put("ch", channel));
		}

		@Override
		public void close() {
			send("close", (command) -> {
			});
			ScriptClients.this.clients.remove(this.id);
		}

		private void send(String operation, Consumer<ObjectNode> arguments) {
			ObjectNode command = JSON.createObjectNode().put("op", operation).put("id", this.id);
			arguments.accept(command);
			ScriptClients.this.commands.println(command);
		}

		private void seen(JsonNode event) {
			String name = this.options.name();
			String channel = event.path("ch").asString("");
			Position position = position(event);
			switch (event.path("t").asString("")) {
				case "sub" -> this.history.add((time) -> new Event.Subscribed(time, name, channel,
						event.path("recovering").asBoolean(false), event.path("recovered").asBoolean(false), position));
				case "pub" -> delivered(event, channel);
				case "unsub" -> this.history.add((time) -> new Event.Unsubscribed(time, name, channel));
				case "notice" -> {
					if (position != null) {
						this.history.add((time) -> new Event.Notice(time, name, channel, position));
					}
				}
				default -> this.history.remark(name, event.path("text").asString(""));
			}
		}

		private void delivered(JsonNode event, String channel) {
			JsonNode data = event.path("data");
			Payload payload = Payload.decode(data.isString() ? JSON.readTree(data.asString()) : data);
			String epoch = event.has("epoch") ? event.path("epoch").asString("") : null;
			this.history.add((time) -> new Event.Delivered(time, this.options.name(), channel, payload.publication(),
					payload.checksum(), event.path("offset").asLong(-1), epoch));
		}

		private static @Nullable Position position(JsonNode event) {
			return event.has("epoch") ? new Position(event.path("epoch").asString(""), event.path("offset").asLong(0))
					: null;
		}

	}

}
