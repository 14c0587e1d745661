package io.github.realtimespring.internal.publish;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.ControlResult;
import io.github.realtimespring.History;
import io.github.realtimespring.HistoryDisabledException;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.audit.AuditAction;
import io.github.realtimespring.internal.audit.AuditEntry;
import io.github.realtimespring.internal.audit.AuditTrail;
import io.github.realtimespring.internal.channel.TopicChannels;
import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.control.ClientControl;
import io.github.realtimespring.internal.hub.control.ControlCommand;
import io.github.realtimespring.internal.tenant.Tenants;

/**
 * The {@link RealtimeOperations} of this node's hub. Thread-safe.
 */
public class RealtimeTemplate implements RealtimeOperations {

	private static final String JSON = "application/json";

	private static final String TEXT = "text/plain;charset=UTF-8";

	private final Hub hub;

	private final Function<Object, byte[]> jsonWriter;

	private final Tenants tenants;

	private final @Nullable String tenant;

	/**
	 * Create a template.
	 * @param hub takes the publications
	 * @param jsonWriter turns an object into JSON, encoded as UTF-8
	 */
	public RealtimeTemplate(Hub hub, Function<Object, byte[]> jsonWriter) {
		this(hub, jsonWriter, null);
	}

	private RealtimeTemplate(Hub hub, Function<Object, byte[]> jsonWriter, @Nullable String tenant) {
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(jsonWriter, "'jsonWriter' must not be null");
		this.hub = hub;
		this.jsonWriter = jsonWriter;
		this.tenants = hub.options().tenants();
		this.tenant = tenant;
	}

	@Override
	public RealtimeOperations forTenant(String tenant) {
		return new RealtimeTemplate(this.hub, this.jsonWriter, this.tenants.checkGiven(tenant));
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
		return this.hub.publish(qualify(channel),
				options.tags().isEmpty() ? publication : publication.withTags(options.tags()), options);
	}

	@Override
	public CompletableFuture<History> history(String channel, HistoryQuery query) {
		requireChannel(channel);
		Assert.notNull(query, "'query' must not be null");
		return this.hub.historyOptions(channel).isEnabled() ? this.hub.streams().read(qualify(channel), query)
				: CompletableFuture.failedFuture(new HistoryDisabledException(channel));
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

	@Override
	public CompletableFuture<ControlResult> disconnect(ClientSelector clients, CloseCode code) {
		Assert.notNull(clients, "'clients' must not be null");
		Assert.notNull(code, "'code' must not be null");
		Assert.isTrue(code.isSendable(), () -> "Connections can't be closed with the code " + code.code());
		ClientSelector selected = ofTenant(clients);
		record(AuditAction.DISCONNECT_REQUESTED, selected, "code", code.code());
		return this.hub.control().send(new ControlCommand.Disconnect(selected, code));
	}

	@Override
	public CompletableFuture<ControlResult> revoke(ClientSelector clients, Instant until) {
		Assert.notNull(clients, "'clients' must not be null");
		Assert.notNull(until, "'until' must not be null");
		Assert.isTrue(until.isAfter(Instant.now()), "'until' must be in the future");
		ClientSelector selected = ofTenant(clients);
		record(AuditAction.REVOKE_REQUESTED, selected, "until", until);
		ClientControl control = this.hub.control();
		return control.time()
			.thenCompose((time) -> control.send(new ControlCommand.Revoke(selected, laterOfNow(time), until)));
	}

	/**
	 * Logins are dated by the clocks of nodes: a clock that all share and that is behind
	 * this one must not spare those of this node.
	 */
	private static Instant laterOfNow(Instant time) {
		Instant now = Instant.now();
		return time.isAfter(now) ? time : now;
	}

	@Override
	public CompletableFuture<ControlResult> unsubscribe(ClientSelector clients, String channel) {
		Assert.notNull(clients, "'clients' must not be null");
		requireChannel(channel);
		ClientSelector selected = ofTenant(clients);
		record(AuditAction.UNSUBSCRIBE_REQUESTED, selected, "channel", channel);
		return this.hub.control().send(new ControlCommand.Unsubscribe(selected, channel));
	}

	private String qualify(String channel) {
		return this.tenants.isEnabled() ? this.tenants.qualify(tenant(), channel) : channel;
	}

	private String tenant() {
		return (this.tenant != null) ? this.tenant : this.tenants.current();
	}

	/**
	 * The selected clients of this template's tenant. A tenant as a whole and a session,
	 * whose public id no other one has, may be selected without any.
	 */
	private ClientSelector ofTenant(ClientSelector clients) {
		if (!this.tenants.isEnabled()) {
			return clients;
		}
		String named = clients.tenant();
		if (named != null) {
			Assert.isTrue(this.tenant == null || this.tenant.equals(named),
					"'clients' must be of the tenant of these operations");
			this.tenants.checkGiven(named);
			return clients;
		}
		String known = (this.tenant != null || clients.kind() != ClientSelector.Kind.SESSION) ? tenant()
				: this.tenants.findCurrent();
		return (known != null) ? clients.inTenant(known) : clients;
	}

	private void record(AuditAction action, ClientSelector clients, String key, @Nullable Object value) {
		AuditTrail audit = this.hub.events().audit();
		audit.record(action, "",
				() -> new AuditEntry(action, "").with(AuditEntry.BY, audit.principal())
					.with("selected", clients.kind().name().toLowerCase(Locale.ROOT))
					.with("selection", clients.value())
					.with(AuditEntry.TENANT, clients.tenant())
					.with(key, value));
	}

	@Override
	public CompletableFuture<ControlResult> subscribe(ClientSelector clients, String channel) {
		Assert.notNull(clients, "'clients' must not be null");
		requireChannel(channel);
		ClientSelector selected = ofTenant(clients);
		record(AuditAction.SUBSCRIBE_REQUESTED, selected, "channel", channel);
		return this.hub.control().send(new ControlCommand.Subscribe(selected, channel));
	}

	@Override
	public CompletableFuture<ControlResult> refresh(ClientSelector clients) {
		Assert.notNull(clients, "'clients' must not be null");
		return requestRefresh(clients, null);
	}

	@Override
	public CompletableFuture<ControlResult> refresh(ClientSelector clients, Instant expiresAt) {
		Assert.notNull(clients, "'clients' must not be null");
		Assert.notNull(expiresAt, "'expiresAt' must not be null");
		return requestRefresh(clients, expiresAt);
	}

	private CompletableFuture<ControlResult> requestRefresh(ClientSelector clients, @Nullable Instant expiresAt) {
		ClientSelector selected = ofTenant(clients);
		record(AuditAction.REFRESH_REQUESTED, selected, "expires-at", expiresAt);
		return this.hub.control().send(new ControlCommand.Refresh(selected, expiresAt));
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
