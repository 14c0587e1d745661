package io.github.realtimespring.compatibility.application;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;

/**
 * What happens on the server during an exchange, in lanes: within a lane the order is
 * part of the transcript. Thread-safe.
 */
public final class Recorder {

	private final List<Entry> entries = new ArrayList<>();

	private final Map<String, String> names = new LinkedHashMap<>();

	private final Set<String> open = ConcurrentHashMap.newKeySet();

	/**
	 * Forget the former exchange.
	 */
	public synchronized void clear() {
		this.entries.clear();
		this.names.clear();
		this.open.clear();
	}

	/**
	 * Note what belongs to a session.
	 * @param sessionId the session's id, {@code null} for the server itself
	 * @param lane what kind of thing it is
	 * @param text a description; ids of sessions in it are replaced by names
	 */
	public synchronized void note(String sessionId, String lane, String text) {
		this.entries.add(new Entry((sessionId != null) ? sessionId : "server", lane, text));
	}

	/**
	 * Note what belongs to the session that a message names.
	 */
	public void note(Message<?> message, String lane, String text) {
		note(SimpMessageHeaderAccessor.getSessionId(message.getHeaders()), lane, text);
	}

	/**
	 * Note what an application's method was called with.
	 */
	public void call(String sessionId, String method, Object... arguments) {
		List<String> texts = new ArrayList<>();
		for (Object argument : arguments) {
			texts.add(String.valueOf(argument));
		}
		note(sessionId, "call", method + texts);
	}

	public synchronized void opened(String sessionId, String name) {
		this.names.put(sessionId, name);
		this.open.add(sessionId);
	}

	public void closed(String sessionId) {
		this.open.remove(sessionId);
	}

	public boolean isOpen(String name) {
		return openNames().contains(name);
	}

	public boolean isNoneOpen() {
		return this.open.isEmpty();
	}

	private synchronized List<String> openNames() {
		return this.open.stream().map(this.names::get).toList();
	}

	/**
	 * Whether a method was called so.
	 */
	public synchronized boolean hasCall(String text) {
		return this.entries.stream().anyMatch((entry) -> entry.lane().equals("call") && entry.text().equals(text));
	}

	/**
	 * The id of the session of that name.
	 */
	public synchronized String sessionId(String name) {
		return this.names.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().equals(name))
			.map(Map.Entry::getKey)
			.reduce((first, second) -> second)
			.orElseThrow();
	}

	public synchronized Map<String, String> names() {
		return new LinkedHashMap<>(this.names);
	}

	public synchronized List<Entry> entries() {
		return new ArrayList<>(this.entries);
	}

	/**
	 * Something that happened.
	 *
	 * @param sessionId the session's id
	 * @param lane what kind of thing it is
	 * @param text its description
	 */
	public record Entry(String sessionId, String lane, String text) {
	}

}
