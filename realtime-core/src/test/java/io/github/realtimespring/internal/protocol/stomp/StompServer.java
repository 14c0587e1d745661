package io.github.realtimespring.internal.protocol.stomp;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.messaging.MessageChannel;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.internal.guard.MessageBroker;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.protocol.stomp.spring.StompBrokerPostProcessor;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.security.ChannelAuthorizer;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * A server with the STOMP endpoint and an application's configuration, on a free port.
 */
final class StompServer implements AutoCloseable {

	// Held, because the log manager forgets a logger's level together with the logger
	private static final Logger tomcatLogger = Logger.getLogger("org.apache");

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Map<String, Integer> errors = new ConcurrentHashMap<>();

	private final GenericWebApplicationContext context = new GenericWebApplicationContext();

	private final Tomcat tomcat = new Tomcat();

	private final Hub hub;

	private StompServer(StompOptions options, Namespaces namespaces, Relay relay, HubOptions hubDefaults,
			ChannelAuthorizer authorizer, Class<?>... configuration) throws Exception {
		TokenAuthenticator authenticator = new FakeTokens();
		RealtimeMetrics metrics = new RealtimeMetrics() {
			@Override
			public void protocolError(String protocol, String error) {
				StompServer.this.errors.merge(error, 1, Integer::sum);
			}
		};
		HubOptions hubOptions = hubDefaults.mutate()
			.inbound(256, Duration.ofSeconds(10))
			.history((channel) -> namespaces.findOrDefault(channel).history())
			.build();
		this.hub = new Hub(relay, hubOptions, this.executor, this.executor, metrics);
		BrokerOwnership brokerOwnership = new BrokerOwnership();
		if (Stream.of(configuration).anyMatch(StompServer::configuresBroker)) {
			brokerOwnership.markConfiguredByApplication();
		}
		StompSessions sessions = new StompSessions(this.hub, options, metrics,
				() -> this.context.getBean("clientOutboundChannel", MessageChannel.class), brokerOwnership);
		new AnnotatedBeanDefinitionReader(this.context).register(configuration);
		this.context.registerBean("hub", Hub.class, () -> this.hub);
		this.context.registerBean(MessageBroker.class, () -> new MessageBroker(this.context));
		this.context.registerBean(StompSessions.class, () -> sessions);
		this.context.registerBean(StompBrokerPostProcessor.class, () -> new StompBrokerPostProcessor(() -> sessions,
				() -> new ChannelPermissions(namespaces, authorizer, brokerOwnership::isConfiguredByApplication),
				() -> this.context.getBean(MessageBroker.class)));
		StompTestConfiguration.register(this.context, sessions, authenticator, this.executor, metrics);
		start();
	}

	static StompServer start(Class<?>... configuration) throws Exception {
		return start(StompOptions.defaults(), new Namespaces(List.of(), false), configuration);
	}

	static StompServer start(StompOptions options, Namespaces namespaces, Class<?>... configuration) throws Exception {
		return start(options, namespaces, HubOptions.defaults(), ChannelAuthorizer.NAMESPACE_OPTIONS, configuration);
	}

	static StompServer start(StompOptions options, Namespaces namespaces, HubOptions hubOptions,
			ChannelAuthorizer authorizer, Class<?>... configuration) throws Exception {
		return new StompServer(options, namespaces, new LocalRelay(), hubOptions, authorizer, configuration);
	}

	static StompServer start(Namespaces namespaces, Relay relay, OutboundLimits limits, Class<?>... configuration)
			throws Exception {
		return new StompServer(StompOptions.defaults(), namespaces, relay,
				HubOptions.builder().outbound(limits).build(), ChannelAuthorizer.NAMESPACE_OPTIONS, configuration);
	}

	static StompOptions options(Duration heartbeat, Duration connectTimeout, boolean tokenRequired) {
		return StompOptions.builder()
			.sockJs(true)
			.heartbeat(heartbeat, heartbeat)
			.connectTimeout(connectTimeout)
			.tokenRequired(tokenRequired)
			.expiryGrace(Duration.ZERO)
			.build();
	}

	/**
	 * What auto-configuration finds out by looking at what configurers registered.
	 */
	private static boolean configuresBroker(Class<?> configuration) {
		return WebSocketMessageBrokerConfigurer.class.isAssignableFrom(configuration)
				&& Stream.of(configuration.getDeclaredMethods())
					.anyMatch((method) -> method.getName().equals("registerStompEndpoints")
							|| method.getName().equals("configureMessageBroker"));
	}

	private void start() throws Exception {
		tomcatLogger.setLevel(Level.SEVERE);
		Path directory = Files.createTempDirectory("stomp-server");
		this.tomcat.setBaseDir(directory.toString());
		this.tomcat.setPort(0);
		this.tomcat.getConnector().setProperty("address", "127.0.0.1");
		Context servletContext = this.tomcat.addContext("", directory.toString());
		servletContext.addServletContainerInitializer(new WsSci(), Set.of());
		servletContext.addServletContainerInitializer((classes, container) -> register(container), Set.of());
		this.tomcat.start();
	}

	private void register(ServletContext container) {
		DispatcherServlet servlet = new DispatcherServlet(this.context);
		var registration = container.addServlet("dispatcher", servlet);
		registration.addMapping("/");
		registration.setLoadOnStartup(1);
		registration.setAsyncSupported(true);
		var login = container.addFilter("login", new Login());
		login.setAsyncSupported(true);
		login.addMappingForUrlPatterns(null, false, "/*");
	}

	/**
	 * Names the user of a handshake that has a parameter {@code user}.
	 */
	private static final class Login extends HttpFilter {

		@Override
		protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			String name = request.getParameter("user");
			Principal user = () -> name;
			chain.doFilter((name == null) ? request : new HttpServletRequestWrapper(request) {

				@Override
				public Principal getUserPrincipal() {
					return user;
				}

			}, response);
		}

	}

	URI uri() {
		return uri("/ws");
	}

	URI uri(String path) {
		return URI.create("ws://127.0.0.1:" + this.tomcat.getConnector().getLocalPort() + path);
	}

	StompClient connect(String... headers) throws Exception {
		return StompClient.open(uri()).connect(headers);
	}

	Hub hub() {
		return this.hub;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	<T> T bean(String name, Class<T> type) {
		return this.context.getBean(name, type);
	}

	int errors(String error) {
		return this.errors.getOrDefault(error, 0);
	}

	@Override
	public void close() throws Exception {
		this.tomcat.stop();
		this.tomcat.destroy();
		this.context.close();
		this.executor.shutdownNow();
	}

}
