package io.github.realtimespring.autoconfigure.actuate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.util.Assert;

import io.github.realtimespring.autoconfigure.RealtimeNode;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubStatistics;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.lifecycle.Admission;

/**
 * Actuator endpoint that shows this node, its sessions and its channels. Read-only, and
 * without payloads or tokens.
 */
@RegisterReflectionForBinding({ SessionDescription.class, ChannelDescription.class })
@Endpoint(id = "realtime", defaultAccess = Access.READ_ONLY)
public class RealtimeEndpoint {

	private static final int DEFAULT_SIZE = 100;

	private static final int MAX_SIZE = 1000;

	private final RealtimeNode node;

	private final Hub hub;

	private final Admission admission;

	/**
	 * Create the endpoint.
	 * @param node this node
	 * @param hub its hub
	 * @param admission whether it takes sessions
	 */
	public RealtimeEndpoint(RealtimeNode node, Hub hub, Admission admission) {
		Assert.notNull(node, "'node' must not be null");
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(admission, "'admission' must not be null");
		this.node = node;
		this.hub = hub;
		this.admission = admission;
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
	 * A page of the node's sessions or channels.
	 * @param section {@code sessions}, by id, or {@code channels}, by name
	 * @param page the page's number, from 0, which is the default
	 * @param size how many items a page has, at most 1000, 100 unless given
	 * @return the page, or {@code null} if there is no such section
	 */
	@ReadOperation
	public @Nullable Page<?> section(@Selector String section, @Nullable Integer page, @Nullable Integer size) {
		return switch (section) {
			case "sessions" -> sessions(pageOrDefault(page), sizeOrDefault(size));
			case "channels" -> channels(pageOrDefault(page), sizeOrDefault(size));
			default -> null;
		};
	}

	private Page<SessionDescription> sessions(int page, int size) {
		List<Session> all = new ArrayList<>(this.hub.sessions());
		all.sort(Comparator.comparing(Session::publicId));
		Page<Session> cut = Page.of(all, page, size);
		return new Page<>(page, size, cut.total(), cut.items().stream().map(SessionDescription::of).toList());
	}

	private Page<ChannelDescription> channels(int page, int size) {
		List<ChannelDescription> all = new ArrayList<>();
		this.hub.forEachChannel((name, subscribers) -> all.add(new ChannelDescription(name, subscribers)));
		all.sort(Comparator.comparing(ChannelDescription::name));
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

	private static int sizeOrDefault(@Nullable Integer size) {
		if (size == null) {
			return DEFAULT_SIZE;
		}
		if (size < 1 || size > MAX_SIZE) {
			throw new InvalidEndpointRequestException("size " + size + " is out of range",
					"'size' must be between 1 and " + MAX_SIZE);
		}
		return size;
	}

}
