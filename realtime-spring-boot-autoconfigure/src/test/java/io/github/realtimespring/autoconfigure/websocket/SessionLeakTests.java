package io.github.realtimespring.autoconfigure.websocket;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.management.JMException;
import javax.management.ObjectName;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.user.SimpUserRegistry;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.RealtimeWebSocket;
import io.github.realtimespring.autoconfigure.event.RealtimeEventsAutoConfiguration;
import io.github.realtimespring.autoconfigure.redis.RealtimeRedisAutoConfiguration;
import io.github.realtimespring.autoconfigure.websocket.SessionEnds.End;
import io.github.realtimespring.event.SessionEvent;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.lifecycle.DrainLifecycle;
import io.github.realtimespring.security.ChannelAuthorizer;
import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * After sessions have ended in every way nothing of them is left: no entry of a registry,
 * no timer, no key in Redis, no object on the heap. The system property
 * {@code leaks.sessions} sets the number of sessions of each server; with
 * {@code leaks.report} the result is added to that file.
 */
@RedisTest
class SessionLeakTests {

	private static final int SESSIONS = Integer.getInteger("leaks.sessions", 600);

	private static final String REPORT = System.getProperty("leaks.report", "");

	/**
	 * Many sessions take minutes: on every server, and after all timeouts have passed.
	 */
	private static final boolean THOROUGH = SESSIONS > 1000;

	private static final int THREADS = THOROUGH ? 64 : 16;

	private static final int DRAINED_AT_ONCE = 60;

	private static final String TIMEOUT = "io.github.realtimespring.internal.timer.TimingWheel$Timeout";

	/**
	 * A cancelled timeout, which has lost its action, stays until its slot is passed,
	 * once in 51 seconds. Few sessions don't wait for it: if it had its action, that
	 * would be found.
	 */
	private static final Duration SETTLING = Duration.ofSeconds(THOROUGH ? 55 : 5);

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	/** Objects of a class that may be in use at any moment. */
	private static final int TOLERANCE = 8;

	private static final List<String> OURS = List.of("io.github.realtimespring.", "org.springframework.web.socket.",
			"org.springframework.messaging.", "org.apache.tomcat.websocket.", "org.eclipse.jetty.websocket.");

	private final RedisServer redis;

	SessionLeakTests(RedisServer redis) {
		this.redis = redis;
	}

	static List<WebApplicationContextRunner> servers() {
		return OwnConfigurationTests.servers().limit(THOROUGH ? Long.MAX_VALUE : 1).toList();
	}

	@ParameterizedTest
	@MethodSource("servers")
	void nothingIsLeftOfSessionsThatEndInEveryWay(WebApplicationContextRunner server) {
		server
			.withConfiguration(AutoConfigurations.of(RealtimeEventsAutoConfiguration.class,
					RealtimeRedisAutoConfiguration.class, DataRedisAutoConfiguration.class,
					RealtimeTomcatAutoConfiguration.class, RealtimeJettyAutoConfiguration.class))
			.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.DecoderConfiguration.class,
					Application.class)
			.withPropertyValues("realtime.relay.type=redis", "realtime.stomp.enabled=true",
					"realtime.centrifuge.enabled=true", "spring.data.redis.host=" + RedisServer.HOST,
					"spring.data.redis.port=" + this.redis.port(), "realtime.namespaces.chat.patterns=true",
					"realtime.namespaces.chat.publish=any", "realtime.namespaces.kept.publish=any",
					"realtime.namespaces.kept.history.max-publications=10", "realtime.namespaces.kept.history.ttl=5s",
					"realtime.namespaces.kept.history.meta-ttl=12s", "realtime.recovery.check-interval=1s",
					"realtime.resume.window=5s", "realtime.limits.connect-timeout=5s",
					"realtime.security.token.cache.max-entries=0", "realtime.security.max-session-age=1m",
					"realtime.limits.new-channels=1000000", "logging.level.root=warn")
			.run(this::check);
	}

	/**
	 * Whether a key in Redis is one that nodes have without any session: their ids, their
	 * numbers of sessions, the secret of resume tokens.
	 */
	private static boolean isOfNodes(String key) {
		return key.endsWith(":nodes") || key.endsWith(":f:load") || key.endsWith(":k");
	}

	private void check(AssertableWebApplicationContext context) throws Exception {
		await().atMost(PATIENCE).until(() -> context.getBean(Hub.class).relayStatus().delivering());
		SessionEnds ends = new SessionEnds(port(context), context.getBean(RealtimeOperations.class));
		Run run = new Run(context, ends);
		// Classes are loaded, pools and caches are filled
		run.end(2 * SessionEnds.ALL.size() + DRAINED_AT_ONCE);
		Remains before = run.awaitRest(Map.of());
		long began = System.nanoTime();
		run.end(SESSIONS);
		long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
		Remains after = run.awaitRest(before.objects());
		assertThat(after.keys()).isEqualTo(before.keys());
		assertThat(grown(before.objects(), after.objects())).as("classes with more objects than before").isEmpty();
		if (!REPORT.isEmpty()) {
			report(Path.of(REPORT), context, run, before, after, seconds);
		}
	}

	private static Map<String, Long> grown(Map<String, Long> before, Map<String, Long> after) {
		Map<String, Long> grown = new TreeMap<>();
		after.forEach((type, count) -> {
			if (!THOROUGH && type.equals(TIMEOUT)) {
				return;
			}
			long more = count - before.getOrDefault(type, 0L);
			if (more > TOLERANCE) {
				grown.put(type, more);
			}
		});
		return grown;
	}

	private static void report(Path file, AssertableWebApplicationContext context, Run run, Remains before,
			Remains after, long seconds) throws IOException {
		StringBuilder text = new StringBuilder(Files.exists(file) ? Files.readString(file) : "");
		String name = context.getSourceApplicationContext(ServletWebServerApplicationContext.class)
			.getWebServer()
			.getClass()
			.getSimpleName()
			.replaceAll("(Servlet)?WebServer", "");
		text.append("\n## ").append(name).append("\n\n");
		text.append(
				"%,d sessions in %d seconds, %d at a time. Afterwards:%n%n".formatted(run.ended(), seconds, THREADS));
		text.append("| | before | after |\n|---|---|---|\n");
		text.append("| sessions, subscriptions, channels, users | 0 | 0 |\n");
		text.append("| keys in Redis | %d | %d |%n".formatted(before.keys().size(), after.keys().size()));
		text.append("| objects of ours and of Spring's and the server's WebSocket classes | %,d | %,d |%n"
			.formatted(before.total(), after.total()));
		text.append("| timeouts | %d | %d |%n".formatted(before.timeouts(), after.timeouts()));
		text.append("| classes with more than %d objects more | | %d |%n".formatted(TOLERANCE,
				grown(before.objects(), after.objects()).size()));
		text.append("| heap in use after a collection | %,d KB | %,d KB |%n".formatted(before.heap() / 1024,
				after.heap() / 1024));
		text.append("\n| ended | sessions |\n|---|---|\n");
		new TreeMap<>(run.counts)
			.forEach((end, count) -> text.append("| ").append(end).append(" | %,d |%n".formatted(count)));
		Files.writeString(file, text.toString());
	}

	private static int port(AssertableWebApplicationContext context) {
		return context.getSourceApplicationContext(ServletWebServerApplicationContext.class).getWebServer().getPort();
	}

	/**
	 * What is left at a moment.
	 *
	 * @param keys the keys in Redis
	 * @param objects the numbers of live objects by class
	 * @param heap the bytes in use
	 */
	private record Remains(List<String> keys, Map<String, Long> objects, long heap) {

		long total() {
			return this.objects.values().stream().mapToLong(Long::longValue).sum();
		}

		long timeouts() {
			return this.objects.getOrDefault(TIMEOUT, 0L);
		}

	}

	/**
	 * Sessions of one server.
	 */
	private static final class Run {

		private final Map<String, Integer> counts = new ConcurrentHashMap<>();

		private final AssertableWebApplicationContext context;

		private final SessionEnds ends;

		private final Hub hub;

		private int number;

		Run(AssertableWebApplicationContext context, SessionEnds ends) {
			this.context = context;
			this.ends = ends;
			this.hub = context.getBean(Hub.class);
		}

		int ended() {
			return this.counts.values().stream().mapToInt(Integer::intValue).sum();
		}

		/**
		 * End sessions, each in the next way.
		 */
		void end(int sessions) throws Exception {
			this.counts.clear();
			int drained = Math.max(DRAINED_AT_ONCE, sessions / 20);
			drain(drained);
			ExecutorService clients = Executors.newFixedThreadPool(THREADS);
			try {
				List<Future<?>> all = new ArrayList<>();
				for (int i = 0; i < sessions - drained; i++) {
					End end = SessionEnds.ALL.get(i % SessionEnds.ALL.size());
					int own = this.number++;
					all.add(clients.submit(() -> {
						end.way().end(this.ends, begin(end, own));
						return null;
					}));
				}
				for (Future<?> next : all) {
					next.get(30, TimeUnit.MINUTES);
				}
			}
			finally {
				clients.shutdownNow();
			}
		}

		private SessionEnds.Client begin(End end, int own) throws IOException {
			this.counts.merge(end.kind().name() + " " + end.name(), 1, Integer::sum);
			return this.ends.begin(end, own);
		}

		private void drain(int sessions) throws Exception {
			DrainLifecycle drain = this.context.getBean(DrainLifecycle.class);
			for (int done = 0; done < sessions; done += DRAINED_AT_ONCE) {
				List<SessionEnds.Client> clients = new ArrayList<>();
				for (int i = 0; i < DRAINED_AT_ONCE; i++) {
					End end = SessionEnds.DRAINED.get(i % SessionEnds.DRAINED.size());
					clients.add(begin(end, this.number++));
				}
				CountDownLatch drained = new CountDownLatch(1);
				drain.stop(drained::countDown);
				for (SessionEnds.Client client : clients) {
					client.raw().awaitEnd();
				}
				assertThat(drained.await(1, TimeUnit.MINUTES)).isTrue();
				drain.start();
			}
		}

		/**
		 * Wait until everything that may remain for a while is gone.
		 * @param before the objects before, empty to wait for none
		 */
		Remains awaitRest(Map<String, Long> before) throws JMException {
			await().atMost(PATIENCE).untilAsserted(this::assertNoSessions);
			StringRedisTemplate redis = new StringRedisTemplate(this.context.getBean(RedisConnectionFactory.class));
			await().atMost(PATIENCE)
				.pollInterval(Duration.ofSeconds(1))
				.untilAsserted(() -> assertThat(redis.keys("*")).allMatch(SessionLeakTests::isOfNodes));
			long settled = System.nanoTime() + (before.isEmpty() ? SETTLING.toNanos() : 0);
			await().atMost(PATIENCE)
				.pollInterval(Duration.ofSeconds(2))
				.until(() -> System.nanoTime() > settled && (before.isEmpty() || grown(before, objects()).isEmpty()));
			return new Remains(redis.keys("*").stream().sorted().toList(), objects(),
					ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
		}

		private void assertNoSessions() {
			assertThat(this.hub.sessions()).isEmpty();
			assertThat(this.hub.statistics().subscriptionCount()).isZero();
			assertThat(this.hub.statistics().patternCount()).isZero();
			assertThat(this.hub.statistics().channelCount()).isZero();
			assertThat(this.hub.statistics().pendingInboundBytes()).isZero();
			assertThat(this.hub.unauthenticated().count()).isZero();
			assertThat(this.hub.control().revocations().size()).isZero();
			assertThat(this.context.getBean(SimpUserRegistry.class).getUserCount()).isZero();
		}

		/**
		 * The live objects, after a full collection.
		 */
		private static Map<String, Long> objects() throws JMException {
			String histogram = (String) ManagementFactory.getPlatformMBeanServer()
				.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
						new Object[] { null }, new String[] { String[].class.getName() });
			Map<String, Long> objects = new TreeMap<>();
			histogram.lines()
				.map((line) -> line.trim().split("\\s+"))
				.filter((row) -> row.length >= 4)
				.forEach((row) -> {
					if (OURS.stream().anyMatch(row[3]::startsWith)) {
						objects.merge(row[3], Long.parseLong(row[1]), Long::sum);
					}
				});
			return objects;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class Application {

		@Bean
		ChannelAuthorizer authorizer() {
			return (action, channel, namespace, identity) -> {
				if (channel.equals("chat:fail")) {
					throw new IllegalStateException("expected by the test");
				}
				return true;
			};
		}

		@Bean
		Methods methods() {
			return new Methods();
		}

		@Bean
		Plain plain() {
			return new Plain();
		}

		@Bean
		WebSocketConfigurer endpoints(Plain plain) {
			return (registry) -> registry.addHandler(plain, "/plain");
		}

		@EventListener
		void onEvent(SessionEvent event) {
			if (event.hashCode() % 100 == 0) {
				throw new IllegalStateException("expected by the test");
			}
		}

	}

	@Controller
	static class Methods {

		@MessageMapping("fail")
		void fail() {
			throw new IllegalStateException("expected by the test");
		}

	}

	@RealtimeWebSocket
	static class Plain extends TextWebSocketHandler {

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
			if (message.getPayload().equals("fail")) {
				throw new IllegalStateException("expected by the test");
			}
			session.sendMessage(message);
		}

	}

}
