package io.github.realtimespring.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.support.GenericApplicationContext;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.ControlResult;
import io.github.realtimespring.Publication;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.TenantRequiredException;
import io.github.realtimespring.autoconfigure.RealtimeNode;
import io.github.realtimespring.internal.fleet.Fleet;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.lifecycle.Admission;
import io.github.realtimespring.internal.lifecycle.DrainLifecycle;
import io.github.realtimespring.internal.lifecycle.LoadShedding;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.publish.RealtimeTemplate;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.internal.tenant.Tenants;
import io.github.realtimespring.internal.transport.websocket.PlainProtocol;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingControl;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.mock;

/**
 * Tests for {@link RealtimeEndpoint}.
 */
class RealtimeEndpointTests {

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			RealtimeMetrics.NONE);

	private final Fleet fleet = new Fleet(null, 0, () -> 0, this.hub.timer());

	private final Admission admission = new Admission(this.hub, this.fleet.budget(), 10);

	private final DrainLifecycle drain = new DrainLifecycle(this.hub, this.admission, this.fleet, Duration.ZERO,
			Duration.ofMinutes(1), 0);

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final List<AvailabilityState> states = new ArrayList<>();

	private final RealtimeEndpoint endpoint = new RealtimeEndpoint(new RealtimeNode("one", "one-1"), this.hub,
			this.admission,
			new NodeControl(this.context, this.drain, new LoadShedding(this.hub, this.fleet, Duration.ZERO)),
			new RealtimeTemplate(this.hub, (payload) -> new byte[0]));

	@BeforeEach
	void start() {
		this.hub.start();
		this.drain.start();
		this.context.addApplicationListener((AvailabilityChangeEvent<?> event) -> this.states.add(event.getState()));
		this.context.refresh();
	}

	@AfterEach
	void stop() {
		this.hub.stop();
	}

	@Test
	void theNodeIsShownInNumbers() {
		subscribe(open("s1", "alice"), "news");
		NodeDescription node = this.endpoint.node();
		assertThat(node.node()).isEqualTo("one");
		assertThat(node.nodeId()).isEqualTo("one-1");
		assertThat(node.load().sessions()).isOne();
		assertThat(node.load().maxSessions()).isEqualTo(10);
		assertThat(node.load().subscriptions()).isOne();
		assertThat(node.load().channels()).isOne();
		assertThat(node.relay().name()).isEqualTo("local");
	}

	@Test
	void aUserIsRevoked() {
		Session revoked = open("s1", "alice");
		Session other = open("s2", "bob");
		ControlResult result = this.endpoint.control("revoke", "alice", null, null, null, null, null);
		assertThat(result).isNotNull();
		assertThat(result.sessions()).isOne();
		assertThat(result.isComplete()).isTrue();
		assertThat(revoked.isOpen()).isFalse();
		assertThat(other.isOpen()).isTrue();
		assertThat(open("s3", "alice").isOpen()).isFalse();
	}

	@Test
	void aSessionIsDisconnectedAndASubscriptionEnded() {
		Session session = open("s1", "alice");
		subscribe(session, "news");
		session.setControl(new RecordingControl(this.hub::unsubscribe));
		assertThat(this.endpoint.control("unsubscribe", null, session.publicId(), null, "news", null, null))
			.isNotNull();
		assertThat(session.subscriptions()).isEmpty();
		assertThat(session.isOpen()).isTrue();
		assertThat(this.endpoint.control("disconnect", null, session.publicId(), null, null, null, null)).isNotNull();
		assertThat(session.closeCode()).isEqualTo(new CloseCode(3503, "force disconnect"));
		assertThat(this.endpoint.control("unknown", "alice", null, null, null, null, null)).isNull();
	}

	@Test
	void aSessionIsSubscribedAndRefreshed() {
		RecordingControl control = new RecordingControl(this.hub::unsubscribe);
		Session session = open("s1", "alice");
		session.setControl(control);
		ControlResult subscribed = this.endpoint.control("subscribe", "alice", null, null, "news", null, null);
		assertThat(subscribed).isNotNull();
		assertThat(subscribed.sessions()).isOne();
		assertThat(control.subscribed()).containsExactly("news");
		assertThat(this.endpoint.control("refresh", null, session.publicId(), null, null, null, null)).isNotNull();
		Instant before = Instant.now();
		assertThat(this.endpoint.control("refresh", "alice", null, null, null, Duration.ofMinutes(5), null))
			.isNotNull();
		assertThat(control.refreshed()).hasSize(2).first().isNull();
		assertThat(control.refreshed().get(1)).isBetween(before.plusSeconds(299), Instant.now().plusSeconds(301));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.control("subscribe", "alice", null, null, null, null, null));
	}

	@Test
	void whoIsControlledMustBeClear() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.control("revoke", null, null, null, null, null, null));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.control("revoke", "alice", "s1", null, null, null, null));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.control("unsubscribe", "alice", null, null, null, null, null));
	}

	@ParameterizedTest
	@CsvSource({ "unsubscribe,alice,/topic/news,", "subscribe,alice,/topic/news,", "revoke,'',,", "revoke,alice,,PT-1H",
			"revoke,alice,,PT0S", "revoke,alice,,PT87600000000000H", "refresh,alice,,PT87600000000000H" })
	void aParameterThatTheOperationsRejectIsABadRequest(String action, String user, @Nullable String channel,
			@Nullable Duration ttl) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.control(action, user, null, null, channel, ttl, null));
	}

	@Test
	void aTenantIsABadRequestWhereClientsHaveNone() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.control("revoke", "alice", null, null, null, null, "acme"))
			.withMessage("no tenants");
	}

	@Test
	void clientsWithoutATenantAreABadRequestWhereClientsHaveTenants() {
		RealtimeOperations operations = mock(RealtimeOperations.class);
		given(operations.revoke(any(), any())).willThrow(new TenantRequiredException("no tenant"));
		RealtimeEndpoint other = new RealtimeEndpoint(new RealtimeNode("one", "one-1"), this.hub, this.admission,
				new NodeControl(this.context, this.drain, new LoadShedding(this.hub, this.fleet, Duration.ZERO)),
				operations);
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> other.control("revoke", "alice", null, null, null, null, null))
			.withMessage("no tenant");
	}

	@Test
	void theNodeIsDrainedAndTakesSessionsAgain() {
		Session session = open("s1", "alice");
		assertThat(this.endpoint.control("drain", null, null, null, null, null, null))
			.isEqualTo(new ControlResult(1, Set.of("one-1"), Set.of()));
		assertThat(session.isOpen()).isFalse();
		assertThat(this.endpoint.node().draining()).isTrue();
		assertThat(this.endpoint.control("undrain", null, null, null, null, null, null)).isNotNull();
		assertThat(this.endpoint.node().draining()).isFalse();
		assertThat(this.states).containsExactly(ReadinessState.REFUSING_TRAFFIC, ReadinessState.ACCEPTING_TRAFFIC);
	}

	@Test
	void aNodeThatWasNotDrainedOrStopsKeepsItsReadiness() {
		this.endpoint.control("undrain", null, null, null, null, null, null);
		assertThat(this.states).isEmpty();
		this.drain.stop(() -> {
		});
		this.endpoint.control("undrain", null, null, null, null, null, null);
		assertThat(this.states).isEmpty();
		assertThat(this.endpoint.node().draining()).isTrue();
	}

	@Test
	void anApplicationThatRefusesTrafficGoesOnAfterADrain() {
		ApplicationAvailability availability = availability();
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
		this.endpoint.control("drain", null, null, null, null, null, null);
		this.endpoint.control("undrain", null, null, null, null, null, null);
		assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		assertThat(this.endpoint.node().draining()).isFalse();
		AvailabilityChangeEvent.publish(this.context, ReadinessState.ACCEPTING_TRAFFIC);
		this.endpoint.control("drain", null, null, null, null, null, null);
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
		this.endpoint.control("undrain", null, null, null, null, null, null);
		assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void readinessComesBackAlsoAfterTwoDrains() {
		ApplicationAvailability availability = availability();
		AvailabilityChangeEvent.publish(this.context, ReadinessState.ACCEPTING_TRAFFIC);
		this.endpoint.control("drain", null, null, null, null, null, null);
		this.endpoint.control("drain", null, null, null, null, null, null);
		assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		this.endpoint.control("undrain", null, null, null, null, null, null);
		assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
	}

	private ApplicationAvailability availability() {
		ApplicationAvailabilityBean availability = new ApplicationAvailabilityBean();
		this.context.getBeanFactory().registerSingleton("availability", availability);
		this.context.addApplicationListener(availability);
		return availability;
	}

	@Test
	void aNodeAloneShedsNothing() {
		Session session = open("s1", "alice");
		assertThat(this.endpoint.control("shed", null, null, null, null, null, null))
			.isEqualTo(new ControlResult(0, Set.of("one-1"), Set.of()));
		assertThat(session.isOpen()).isTrue();
	}

	@Test
	void sessionsAreShownPageByPage() {
		IntStream.range(0, 5).forEach((i) -> open("s" + i, "alice"));
		Page<?> page = page("sessions", 1, 2);
		assertThat(page).isNotNull();
		assertThat(page.total()).isEqualTo(5);
		assertThat(page.items()).extracting("id").containsExactly("s2", "s3");
		assertThat(page.items()).extracting("user").containsOnly("alice");
		assertThat(page.items()).extracting("connection.transport", "connection.protocol")
			.containsOnly(tuple("websocket", PlainProtocol.INSTANCE.name()));
		assertThat(page.items()).extracting("pending").containsOnly(new SessionDescription.Pending(0, 0));
		Page<?> last = page("sessions", 2, 2);
		assertThat(last).isNotNull();
		assertThat(last.items()).hasSize(1);
		Page<?> beyond = page("sessions", Integer.MAX_VALUE, 1000);
		assertThat(beyond).isNotNull();
		assertThat(beyond.items()).isEmpty();
	}

	@Test
	void channelsAreShownWithTheirSubscribers() {
		subscribe(open("s1", "alice"), "news");
		subscribe(open("s2", "bob"), "news");
		subscribe(open("s3", "carol"), "chat:1");
		Page<?> page = page("channels", null, null);
		assertThat(page).isEqualTo(
				new Page<>(0, 100, 2, List.of(new ChannelDescription("chat:1", 1), new ChannelDescription("news", 2))));
	}

	@Test
	void theChannelWithTheMostDeliveriesComesFirst() {
		for (int i = 0; i < 3; i++) {
			receive(open("a" + i, "alice"), "busy");
		}
		receive(open("b", "bob"), "calm");
		receive(open("c", "carol"), "silent");
		publish("calm", 100);
		TopMeasurement measurement = new TopMeasurement(this.hub);
		publish("busy", 4);
		publish("calm", 5);
		TopDescription top = measurement.finish(10);
		assertThat(top.channels()).extracting(TopDescription.Channel::name, TopDescription.Channel::subscribers)
			.containsExactly(tuple("busy", 3), tuple("calm", 1));
		assertThat(top.channels()).extracting(TopDescription.Channel::deliveriesPerSecond)
			.isSortedAccordingTo(Comparator.reverseOrder());
		assertThat(measurement.finish(1).channels()).hasSize(1);
		assertThat(top.tenants().byDeliveries()).isEmpty();
		assertThat(top.tenants().byPendingBytes()).isEmpty();
	}

	@Test
	void aChannelThatWasForgottenMeanwhileIsCountedFromItsNewBeginning() {
		receive(open("a", "alice"), "news");
		publish("news", 3);
		TopMeasurement measurement = new TopMeasurement(this.hub);
		this.hub.stop();
		this.hub.start();
		receive(open("b", "bob"), "news");
		publish("news", 2);
		assertThat(measurement.finish(10).channels()).singleElement()
			.satisfies((channel) -> assertThat(channel.deliveriesPerSecond()).isPositive());
	}

	@Test
	void theSessionWithTheMostPendingBytesComesFirst() {
		Session few = openUnread(this.hub, "few", ClientIdentity.ANONYMOUS);
		Session many = openUnread(this.hub, "many", ClientIdentity.ANONYMOUS);
		receive(open("a", "alice"), "few");
		receive(few, "few");
		receive(many, "many");
		publish("few", 3);
		publish("many", 9);
		TopMeasurement measurement = new TopMeasurement(this.hub);
		await().until(() -> few.outbound().pendingBytes() < many.outbound().pendingBytes());
		assertThat(measurement.finish(10).sessions()).extracting(SessionDescription::id)
			.containsExactly(many.publicId(), few.publicId());
		assertThat(measurement.finish(1).sessions()).extracting(SessionDescription::id)
			.containsExactly(many.publicId());
	}

	@Test
	void tenantsAreComparedByDeliveriesAndByPendingBytes() {
		Hub ofTenants = new Hub(new LocalRelay(), HubOptions.builder().tenants(Tenants.of("org", null, true)).build(),
				Runnable::run, Runnable::run, RealtimeMetrics.NONE);
		ofTenants.start();
		try {
			Session reading = ofTenants.open("s1", "websocket", PlainProtocol.INSTANCE,
					ClientIdentity.ANONYMOUS.withTenant("one"), new RecordingSocketWriter());
			Session unread = openUnread(ofTenants, "s2", ClientIdentity.ANONYMOUS.withTenant("two"));
			receive(ofTenants, reading, "news");
			receive(ofTenants, unread, "news");
			TopMeasurement measurement = new TopMeasurement(ofTenants);
			publish(ofTenants, "one|news", 100);
			publish(ofTenants, "two|news", 5);
			await().until(() -> reading.outbound().pendingBytes() == 0);
			TopDescription top = measurement.finish(10);
			assertThat(top.channels()).extracting(TopDescription.Channel::name, TopDescription.Channel::tenant)
				.containsExactly(tuple("news", "one"), tuple("news", "two"));
			assertThat(top.tenants().byDeliveries()).extracting(TopDescription.Tenant::name)
				.containsExactly("one", "two");
			assertThat(top.tenants().byPendingBytes()).singleElement().satisfies((tenant) -> {
				assertThat(tenant.name()).isEqualTo("two");
				assertThat(tenant.sessions()).isOne();
				assertThat(tenant.pendingBytes()).isEqualTo(unread.outbound().pendingBytes()).isPositive();
			});
		}
		finally {
			ofTenants.stop();
		}
	}

	private static Session openUnread(Hub hub, String id, ClientIdentity identity) {
		RecordingSocketWriter writer = new RecordingSocketWriter();
		writer.hold();
		return hub.open(id, "websocket", PlainProtocol.INSTANCE, identity, writer);
	}

	private void receive(Session session, String channel) {
		receive(this.hub, session, channel);
	}

	private static void receive(Hub hub, Session session, String channel) {
		Subscription subscription = Subscription.toChannel(session, channel, channel,
				(name, publication) -> Frame.text(publication.data()));
		hub.subscribe(subscription).join();
		subscription.activate(null);
	}

	private void publish(String channel, int count) {
		publish(this.hub, channel, count);
	}

	/**
	 * Publish, and wait until the lane has counted it.
	 */
	private static void publish(Hub hub, String channel, int count) {
		long[] before = load(hub, channel);
		for (int i = 0; i < count; i++) {
			hub.publish(channel, new Publication(new byte[100], null)).join();
		}
		await().until(() -> load(hub, channel)[1] == before[1] + before[0] * count);
	}

	private static long[] load(Hub hub, String channel) {
		long[] load = new long[2];
		hub.forEachChannel((name, subscribers, deliveries) -> {
			if (name.equals(channel)) {
				load[0] = subscribers;
				load[1] = deliveries;
			}
		});
		return load;
	}

	private Page<?> page(String section, @Nullable Integer page, @Nullable Integer size) {
		return (Page<?>) this.endpoint.section(section, page, size);
	}

	@Test
	void theLoadIsMeasuredForTheTimeOfTheRequest() {
		Object top = this.endpoint.section("top", null, 5);
		assertThat(top).isInstanceOfSatisfying(TopDescription.class,
				(description) -> assertThat(description.millis()).isPositive());
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.section("top", null, 0));
	}

	@ParameterizedTest
	@CsvSource({ "-1,10", "0,0", "0,-1", "0,1001" })
	void aPageThatMakesNoSenseIsABadRequest(int page, int size) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.section("sessions", page, size));
	}

	@Test
	void anUnknownSectionIsNotFound() {
		assertThat(this.endpoint.section("tokens", null, null)).isNull();
	}

	private Session open(String id, String user) {
		return this.hub.open(id, "websocket", PlainProtocol.INSTANCE,
				new ClientIdentity(() -> user, Instant.ofEpochSecond(4102444800L)), new RecordingSocketWriter());
	}

	private void subscribe(Session session, String channel) {
		this.hub.subscribe(Subscription.toChannel(session, channel, channel, (name, publication) -> null)).join();
	}

}
