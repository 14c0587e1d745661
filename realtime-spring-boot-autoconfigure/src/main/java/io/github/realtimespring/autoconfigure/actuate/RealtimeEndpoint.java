package io.github.realtimespring.autoconfigure.actuate;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.ControlResult;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.TenantRequiredException;
import io.github.realtimespring.autoconfigure.RealtimeNode;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubStatistics;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.lifecycle.Admission;
import io.github.realtimespring.internal.tenant.Tenants;

/**
 * Actuator endpoint that shows this node, its sessions and its channels, without payloads
 * or tokens. Where write access is enabled it disconnects, revokes and unsubscribes
 * clients on all nodes, and drains this node.
 */
@RegisterReflectionForBinding({ Page.class, SessionDescription.class, ChannelDescription.class, TopDescription.class })
@Endpoint(id = "realtime", defaultAccess = Access.READ_ONLY)
public class RealtimeEndpoint {

	private static final CloseCode DISCONNECTED = new CloseCode(3503, "force disconnect");

	private static final int DEFAULT_SIZE = 100;

	private static final int DEFAULT_TOP = 10;

	private static final int MAX_SIZE = 1000;

	private static final Duration COUNTING_TIME = Duration.ofSeconds(1);

	private static final Duration DEFAULT_TTL = Duration.ofDays(1);

	private static final long CONTROL_TIMEOUT_SECONDS = 10;

	private final RealtimeNode node;

	private final Hub hub;

	private final Admission admission;

	private final NodeControl control;

	private final RealtimeOperations operations;

	/**
	 * Create the endpoint.
	 * @param node this node
	 * @param hub its hub
	 * @param admission whether it takes sessions
	 * @param control drains this node
	 * @param operations sends commands to all nodes
	 */
	public RealtimeEndpoint(RealtimeNode node, Hub hub, Admission admission, NodeControl control,
			RealtimeOperations operations) {
		Assert.notNull(node, "'node' must not be null");
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(admission, "'admission' must not be null");
		Assert.notNull(control, "'control' must not be null");
		Assert.notNull(operations, "'operations' must not be null");
		this.node = node;
		this.hub = hub;
		this.admission = admission;
		this.control = control;
		this.operations = operations;
	}

	/**
	 * The node in numbers.
	 */
	@ReadOperation
	public NodeDescription node() {
		HubStatistics statistics = this.hub.statistics();
		NodeDescription.Load load = new NodeDescription.Load(this.hub.sessions().size(), this.admission.maxSessions(),
				statistics.subscriptionCount(), statistics.channelCount(), statistics.pendingDeliveries());
		return new NodeDescription(this.node.name(), this.node.id(), this.admission.isDraining(), load,
				RelayDescription.of(this.hub.relayStatus()));
	}

	/**
	 * A page of the node's sessions or channels, or what causes the most load. The latter
	 * takes a second, in which deliveries are counted.
	 * @param section {@code sessions}, by id; {@code channels}, by name; {@code top}
	 * @param page the page's number, from 0, which is the default
	 * @param size how many items a page has, at most 1000, 100 unless given; how many
	 * channels, sessions and tenants are shown as those with the most load, 10 unless
	 * given
	 * @return a {@link Page} or a {@link TopDescription}, or {@code null} if there is no
	 * such section
	 */
	@ReadOperation
	public @Nullable Object section(@Selector String section, @Nullable Integer page, @Nullable Integer size) {
		return switch (section) {
			case "sessions" -> sessions(pageOrDefault(page), sizeOrDefault(size, DEFAULT_SIZE));
			case "channels" -> channels(pageOrDefault(page), sizeOrDefault(size, DEFAULT_SIZE));
			case "top" -> top(sizeOrDefault(size, DEFAULT_TOP));
			default -> null;
		};
	}

	private TopDescription top(int size) {
		TopMeasurement measurement = new TopMeasurement(this.hub);
		try {
			Thread.sleep(COUNTING_TIME.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return measurement.finish(size);
	}

	/**
	 * Control clients on all nodes, or this node. Of the former actions exactly one of
	 * {@code user}, {@code session} and {@code token} selects the clients, in a tenant if
	 * one is given, or a tenant alone; the latter have no parameters.
	 * @param action {@code disconnect}, {@code revoke}, {@code unsubscribe},
	 * {@code subscribe} or {@code refresh}; or {@code drain}, {@code undrain} or
	 * {@code shed}
	 * @param user the name of a user
	 * @param session the public id of a session
	 * @param token the id of a token
	 * @param channel the channel to subscribe to or to unsubscribe from
	 * @param ttl how long revoked credentials are rejected, a day unless given; or the
	 * time until the credentials of refreshed clients expire, which stays unless given
	 * @param tenant the name of a tenant
	 * @return which nodes have confirmed it, or {@code null} if there is no such action
	 */
	@WriteOperation
	public @Nullable ControlResult control(@Selector String action, @Nullable String user, @Nullable String session,
			@Nullable String token, @Nullable String channel, @Nullable Duration ttl, @Nullable String tenant) {
		try {
			return switch (action) {
				case "drain" -> ofThisNode(this.control.drain());
				case "undrain" -> ofThisNode(this.control.undrain());
				case "shed" -> ofThisNode(await(this.control.shed()));
				default -> controlClients(action, selector(user, session, token, tenant), channel, ttl);
			};
		}
		catch (IllegalArgumentException | TenantRequiredException | DateTimeException | ArithmeticException ex) {
			String reason = String.valueOf(ex.getMessage());
			throw new InvalidEndpointRequestException(reason, reason, ex);
		}
	}

	private ControlResult ofThisNode(int sessions) {
		return new ControlResult(sessions, Set.of(this.node.id()), Set.of());
	}

	private @Nullable ControlResult controlClients(String action, ClientSelector clients, @Nullable String channel,
			@Nullable Duration ttl) {
		return switch (action) {
			case "disconnect" -> await(this.operations.disconnect(clients, DISCONNECTED));
			case "revoke" ->
				await(this.operations.revoke(clients, Instant.now().plus((ttl != null) ? ttl : DEFAULT_TTL)));
			case "unsubscribe" -> await(this.operations.unsubscribe(clients, requireChannel(channel)));
			case "subscribe" -> await(this.operations.subscribe(clients, requireChannel(channel)));
			case "refresh" -> await((ttl != null) ? this.operations.refresh(clients, Instant.now().plus(ttl))
					: this.operations.refresh(clients));
			default -> null;
		};
	}

	private ClientSelector selector(@Nullable String user, @Nullable String session, @Nullable String token,
			@Nullable String tenant) {
		List<ClientSelector> given = new ArrayList<>(1);
		if (user != null) {
			given.add(ClientSelector.user(user));
		}
		if (session != null) {
			given.add(ClientSelector.session(session));
		}
		if (token != null) {
			given.add(ClientSelector.token(token));
		}
		if (tenant != null && !ClientIdentity.isTenant(tenant)) {
			throw new InvalidEndpointRequestException("malformed tenant", "'tenant' must be the name of a tenant");
		}
		if (tenant != null && !this.hub.options().tenants().isEnabled()) {
			throw new InvalidEndpointRequestException("no tenants", "'tenant' must not be given: clients have none");
		}
		if (tenant != null) {
			given.replaceAll((clients) -> clients.inTenant(tenant));
			if (given.isEmpty()) {
				given.add(ClientSelector.tenant(tenant));
			}
		}
		if (given.size() != 1) {
			throw new InvalidEndpointRequestException(given.size() + " selectors",
					"Exactly one of 'user', 'session' and 'token' must be given");
		}
		return given.get(0);
	}

	private static String requireChannel(@Nullable String channel) {
		if (!StringUtils.hasText(channel)) {
			throw new InvalidEndpointRequestException("no channel", "'channel' must be given");
		}
		return channel;
	}

	private static <T> T await(CompletableFuture<T> result) {
		return result.orTimeout(CONTROL_TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
	}

	private Page<SessionDescription> sessions(int page, int size) {
		List<Session> all = new ArrayList<>(this.hub.sessions());
		all.sort(Comparator.comparing(Session::publicId));
		Page<Session> cut = Page.of(all, page, size);
		return new Page<>(page, size, cut.total(), cut.items().stream().map(SessionDescription::of).toList());
	}

	private Page<ChannelDescription> channels(int page, int size) {
		List<ChannelDescription> all = new ArrayList<>();
		Tenants tenants = this.hub.options().tenants();
		this.hub.forEachChannel((name, subscribers, deliveries) -> all
			.add(new ChannelDescription(tenants.strip(name), subscribers, tenants.tenantOf(name))));
		all.sort(Comparator.comparing(ChannelDescription::name)
			.thenComparing((channel) -> String.valueOf(channel.tenant())));
		return Page.of(all, page, size);
	}

	private static int pageOrDefault(@Nullable Integer page) {
		if (page == null) {
			return 0;
		}
		if (page < 0) {
			throw new InvalidEndpointRequestException("page " + page + " is negative", "'page' must not be negative");
		}
		return page;
	}

	private static int sizeOrDefault(@Nullable Integer size, int defaultSize) {
		if (size == null) {
			return defaultSize;
		}
		if (size < 1 || size > MAX_SIZE) {
			throw new InvalidEndpointRequestException("size " + size + " is out of range",
					"'size' must be between 1 and " + MAX_SIZE);
		}
		return size;
	}

}
