package io.github.realtimespring.autoconfigure.websocket;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

import io.github.realtimespring.autoconfigure.properties.RealtimeProperties;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties.AnonymousAccess;
import io.github.realtimespring.autoconfigure.websocket.ServedEndpoint.Owner;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;
import io.github.realtimespring.internal.transport.websocket.HandshakeAuthenticator;

/**
 * Says in a few lines, when the application has started, which endpoint is served where,
 * who may connect, and what clients may do with channels. Warns of what is dangerous or
 * can't have been meant.
 */
final class StartupReport implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(StartupReport.class);

	private final ApplicationContext context;

	private final Map<String, RealtimeProperties.Channels> namespaces;

	private final RealtimeSecurityProperties security;

	private final List<String> allowedOrigins;

	private final ServedEndpoints served;

	private final Authentication authentication;

	private final @Nullable BrokerOwnership broker;

	/**
	 * Create the report.
	 * @param context the context that starts
	 * @param namespaces the options of channels by namespace
	 * @param security who may connect
	 * @param allowedOrigins origins whose pages may connect
	 * @param served the endpoints that are served
	 * @param authentication how clients are authenticated
	 * @param broker who configured the message broker, {@code null} if STOMP is switched
	 * off
	 */
	StartupReport(ApplicationContext context, Map<String, RealtimeProperties.Channels> namespaces,
			RealtimeSecurityProperties security, List<String> allowedOrigins, ServedEndpoints served,
			Authentication authentication, @Nullable BrokerOwnership broker) {
		this.context = context;
		this.namespaces = new TreeMap<>(namespaces);
		this.security = security;
		this.allowedOrigins = allowedOrigins;
		this.served = served;
		this.authentication = authentication;
		this.broker = broker;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext() != this.context) {
			return;
		}
		if (this.broker != null && this.served.isConfiguredByApplication() && !this.broker.isOnHub()) {
			logger.info("STOMP is left to Spring and the application's broker relay");
			if (this.served.all().isEmpty()) {
				return;
			}
		}
		List<ServedEndpoint> endpoints = this.served.all();
		for (ServedEndpoint endpoint : endpoints) {
			logger.info("Serving " + endpoint.protocol() + " at " + endpoint.path() + ": " + clients(endpoint));
		}
		if (endpoints.isEmpty()) {
			logger.info("No WebSocket endpoint is served on the hub: " + (this.served.isConfiguredByApplication()
					? "the application has a WebSocket configuration of its own. Set realtime.stomp.enabled=true or "
							+ "realtime.centrifuge.enabled=true to serve the starter's endpoint as well"
					: "realtime.stomp.enabled and realtime.centrifuge.enabled are false"));
			return;
		}
		logger.info("Channels: " + channels());
		if (endpoints.stream().anyMatch((endpoint) -> endpoint.owner() != Owner.APPLICATION_AUTHENTICATES)) {
			warnOfDangers();
		}
	}

	private void warnOfDangers() {
		if (this.authentication.authenticator() instanceof RefusingHandshakeAuthenticator) {
			logger.warn("Every handshake without a principal will be refused with 401: "
					+ RefusingHandshakeAuthenticator.REASON);
		}
		boolean cookies = this.security.token().cookie() != null
				|| (this.authentication.springSecurity() && !this.authentication.tokens());
		if (cookies && this.allowedOrigins.contains("*")) {
			logger.warn("realtime.websocket.allowed-origins is '*', and browsers send the cookie of a login with every "
					+ "handshake: pages of any site can connect in the name of a user who is logged in here. List the origins");
		}
	}

	private String clients(ServedEndpoint endpoint) {
		if (endpoint.owner() == Owner.APPLICATION_AUTHENTICATES) {
			return "application endpoint; the application decides who may connect";
		}
		if (this.security.anonymous() == AnonymousAccess.ALLOWED) {
			return "anybody may connect (realtime.security.anonymous=allowed)";
		}
		if (this.authentication.authenticator() instanceof RefusingHandshakeAuthenticator) {
			return "nobody can connect";
		}
		return "authenticated clients may connect (" + (this.authentication.tokens() ? "token" : "")
				+ ((this.authentication.tokens() && this.authentication.springSecurity()) ? " or " : "")
				+ (this.authentication.springSecurity() ? "login" : "") + ")";
	}

	private String channels() {
		String listed = this.namespaces.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + " (" + describe(entry.getValue().subscribe(), entry.getValue().publish())
					+ ")")
			.collect(Collectors.joining(", "));
		if (this.security.mode() == RealtimeSecurityProperties.Mode.STRICT) {
			return listed + (listed.isEmpty() ? "" : "; ") + "no others (realtime.security.mode=strict)";
		}
		return this.namespaces.containsKey("default") ? listed
				: listed + (listed.isEmpty() ? "" : ", ") + "default (" + standard() + ")";
	}

	/**
	 * What clients may do with channels that nobody configured.
	 */
	private String standard() {
		return (this.broker != null && this.broker.isConfiguredByApplication())
				? "subscribe: any, publish: none, except by STOMP SEND (Spring's default)"
				: describe(ClientAccess.ANY, ClientAccess.NONE);
	}

	private static String describe(ClientAccess subscribe, ClientAccess publish) {
		return "subscribe: " + word(subscribe) + ", publish: " + word(publish);
	}

	private static String word(ClientAccess access) {
		return access.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * How clients are authenticated.
	 *
	 * @param authenticator authenticates handshakes
	 * @param tokens whether tokens can be verified
	 * @param springSecurity whether Spring Security secures requests
	 */
	record Authentication(HandshakeAuthenticator authenticator, boolean tokens, boolean springSecurity) {

	}

}
