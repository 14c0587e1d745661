package io.github.realtimespring;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * The {@link RealtimeOperations} of this node's hub. Thread-safe.
 */
public class RealtimeTemplate implements RealtimeOperations {

	private static final String JSON = "application/json";

	private static final String TEXT = "text/plain;charset=UTF-8";

	private final Publisher publisher;

	private final Function<Object, byte[]> jsonWriter;

	/**
	 * Create a template.
	 * @param publisher takes the publications
	 * @param jsonWriter turns an object into JSON, encoded as UTF-8
	 */
	public RealtimeTemplate(Publisher publisher, Function<Object, byte[]> jsonWriter) {
		Assert.notNull(publisher, "'publisher' must not be null");
		Assert.notNull(jsonWriter, "'jsonWriter' must not be null");
		this.publisher = publisher;
		this.jsonWriter = jsonWriter;
	}

	@Override
	public CompletableFuture<StreamPosition> publish(String channel, Object payload) {
		return publish(channel, payload, PublishOptions.NONE);
	}

	@Override
	public CompletableFuture<StreamPosition> publish(String channel, Object payload, PublishOptions options) {
		requireChannel(channel);
		Assert.notNull(payload, "'payload' must not be null");
		Assert.notNull(options, "'options' must not be null");
		Publication publication = toPublication(payload);
		return this.publisher.publish(channel,
				options.tags().isEmpty() ? publication : publication.withTags(options.tags()), options);
	}

	@Override
	public CompletableFuture<History> history(String channel, HistoryQuery query) {
		requireChannel(channel);
		Assert.notNull(query, "'query' must not be null");
		return this.publisher.history(channel, query);
	}

	@Override
	public CompletableFuture<StreamPosition> publishToUser(String user, String destination, Object payload) {
		return publishToUser(user, destination, payload, PublishOptions.NONE);
	}

	@Override
	public CompletableFuture<StreamPosition> publishToUser(String user, String destination, Object payload,
			PublishOptions options) {
		Assert.hasText(user, "'user' must not be empty");
		Assert.isTrue(StringUtils.hasText(destination) && destination.startsWith("/"),
				"'destination' must start with '/'");
		return publish(UserChannels.channelFor(user, destination), payload, options);
	}

	private static void requireChannel(String channel) {
		Assert.hasText(channel, "'channel' must not be empty");
		Assert.isTrue(!TopicChannels.isDestination(channel), () -> "'" + channel
				+ "' is a STOMP destination, the name of its channel is '" + TopicChannels.channelFor(channel) + "'");
	}

	private Publication toPublication(Object payload) {
		if (payload instanceof byte[] bytes) {
			return new Publication(bytes, null);
		}
		if (payload instanceof CharSequence text) {
			return new Publication(text.toString().getBytes(StandardCharsets.UTF_8), TEXT);
		}
		return new Publication(toJson(payload), JSON);
	}

	private byte[] toJson(Object payload) {
		try {
			return this.jsonWriter.apply(payload);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException("Payload of " + payload.getClass() + " can't be written as JSON", ex);
		}
	}

}
