package io.github.realtimespring;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The architecture of the core: which package uses which, the API line, and who may see
 * the libraries below.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.realtimespring";

	/**
	 * The packages that applications import. Everything else is below {@code internal}.
	 */
	private static final Set<String> API = Set.of("", "channel", "security", "relay", "rpc", "observability", "event");

	/**
	 * Every package with the packages that it uses, exactly. The root package, written as
	 * an empty string, may be used by all and is left out.
	 */
	private static final Map<String, Set<String>> ARROWS = new TreeMap<>();
	static {
		uses("");
		uses("channel");
		uses("event", "observability");
		uses("internal.aot");
		uses("internal.audit", "internal.logging");
		uses("internal.channel");
		uses("internal.concurrent");
		uses("internal.fleet", "internal.timer");
		uses("internal.guard", "channel", "internal.channel", "internal.hub.session", "internal.logging",
				"observability", "security");
		uses("internal.hub", "channel", "event", "internal.audit", "internal.hub.conflation", "internal.hub.control",
				"internal.hub.dispatch", "internal.hub.inbound", "internal.hub.recovery", "internal.hub.session",
				"internal.limit", "internal.logging", "internal.outbound", "internal.relay", "internal.resume",
				"internal.tenant", "internal.timer", "observability", "relay");
		uses("internal.hub.conflation", "internal.timer", "observability");
		uses("internal.hub.control", "internal.audit", "internal.hub.session", "internal.logging", "relay");
		uses("internal.hub.dispatch", "internal.hub.session", "internal.logging", "internal.outbound", "internal.relay",
				"internal.tenant", "observability", "relay");
		uses("internal.hub.inbound", "internal.logging");
		uses("internal.hub.recovery", "channel", "internal.concurrent", "internal.relay", "observability", "relay");
		uses("internal.hub.session", "event", "internal.channel", "internal.hub.inbound", "internal.hub.recovery",
				"internal.limit", "internal.logging", "internal.outbound", "internal.relay", "internal.tenant",
				"internal.timer", "observability");
		uses("internal.limit", "internal.hub.inbound", "internal.tenant");
		uses("internal.lifecycle", "internal.audit", "internal.fleet", "internal.hub", "internal.hub.inbound",
				"internal.hub.session", "internal.logging", "internal.tenant", "internal.timer", "observability");
		uses("internal.logging");
		uses("internal.outbound");
		uses("internal.protocol.centrifuge", "channel", "internal.audit", "internal.channel", "internal.concurrent",
				"internal.guard", "internal.hub", "internal.hub.inbound", "internal.hub.recovery",
				"internal.hub.session", "internal.limit", "internal.logging", "internal.outbound",
				"internal.protocol.centrifuge.codec", "internal.protocol.support", "internal.resume",
				"internal.security", "internal.tenant", "internal.timer", "observability", "relay", "rpc", "security");
		uses("internal.protocol.centrifuge.codec", "internal.hub.recovery", "internal.outbound");
		uses("internal.protocol.stomp", "internal.hub.session", "internal.security");
		uses("internal.protocol.stomp.broker", "channel", "internal.channel", "internal.concurrent", "internal.guard",
				"internal.hub", "internal.hub.inbound", "internal.hub.recovery", "internal.hub.session",
				"internal.limit", "internal.logging", "internal.outbound", "internal.protocol.stomp",
				"internal.protocol.stomp.frame", "internal.protocol.stomp.message", "internal.protocol.stomp.session",
				"internal.protocol.support", "internal.resume", "internal.security", "internal.tenant",
				"internal.timer", "observability", "security");
		uses("internal.protocol.stomp.frame", "internal.hub.inbound", "internal.outbound", "internal.timer");
		uses("internal.protocol.stomp.message", "internal.guard", "internal.hub.session", "internal.logging",
				"internal.outbound", "internal.protocol.stomp.frame", "observability");
		uses("internal.protocol.stomp.session", "internal.audit", "internal.guard", "internal.hub",
				"internal.hub.inbound", "internal.hub.recovery", "internal.hub.session", "internal.limit",
				"internal.logging", "internal.outbound", "internal.protocol.stomp", "internal.protocol.stomp.frame",
				"internal.protocol.stomp.message", "internal.resume", "internal.security", "internal.tenant",
				"internal.timer", "internal.transport.websocket", "observability");
		uses("internal.protocol.stomp.spring", "internal.concurrent", "internal.guard", "internal.hub",
				"internal.hub.inbound", "internal.hub.session", "internal.limit", "internal.logging",
				"internal.protocol.stomp", "internal.protocol.stomp.broker", "internal.protocol.stomp.frame",
				"internal.protocol.stomp.message", "internal.protocol.stomp.session", "internal.security",
				"internal.tenant", "internal.transport.websocket", "observability", "security");
		uses("internal.protocol.support", "internal.hub", "internal.hub.recovery", "internal.hub.session",
				"internal.resume", "internal.tenant");
		uses("internal.publish", "channel", "event", "internal.audit", "internal.channel", "internal.hub",
				"internal.hub.control", "internal.hub.recovery", "internal.logging", "internal.tenant",
				"observability");
		uses("internal.relay");
		uses("internal.relay.local", "channel", "internal.relay", "internal.resume", "internal.ticket", "relay");
		uses("internal.relay.redis", "channel", "internal.concurrent", "internal.fleet", "internal.logging",
				"internal.relay", "internal.relay.redis.envelope", "internal.relay.redis.link",
				"internal.relay.redis.seal", "internal.resume", "internal.ticket", "observability", "relay");
		uses("internal.relay.redis.envelope");
		uses("internal.relay.redis.link", "internal.concurrent", "internal.relay", "observability", "relay");
		uses("internal.relay.redis.seal", "observability");
		uses("internal.resume", "internal.logging", "observability");
		uses("internal.rpc", "internal.guard", "internal.logging", "internal.tenant", "rpc");
		uses("internal.security", "internal.logging", "internal.tenant", "observability", "security");
		uses("internal.tenant", "security");
		uses("internal.ticket", "security");
		uses("internal.timer");
		uses("internal.transport.websocket", "internal.audit", "internal.concurrent", "internal.fleet", "internal.hub",
				"internal.hub.inbound", "internal.hub.session", "internal.lifecycle", "internal.limit",
				"internal.logging", "internal.outbound", "internal.security", "internal.tenant", "internal.ticket",
				"internal.timer", "observability", "security");
		uses("internal.transport.websocket.jetty", "internal.hub.inbound", "internal.outbound", "internal.timer",
				"internal.transport.websocket");
		uses("internal.transport.websocket.sockjs", "internal.logging", "internal.tenant");
		uses("internal.transport.websocket.tomcat", "internal.hub.inbound", "internal.outbound", "internal.timer",
				"internal.transport.websocket");
		uses("observability");
		uses("relay", "channel");
		uses("rpc");
		uses("security", "channel");
	}

	private static final JavaClasses CORE = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	@Test
	void thePackagesUseOneAnotherExactlyAsTheTableSays() {
		assertThat(arrows()).isEqualTo(ARROWS);
	}

	@Test
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices().assignedFrom(new PackageSlices()).should().beFreeOfCycles().check(CORE);
	}

	@Test
	void applicationsImportPackagesThatDependOnNothingInternal() {
		noClasses().that(areApi()).should().dependOnClassesThat().resideInAPackage(ROOT + ".internal..").check(CORE);
	}

	@Test
	void publicTypesOutsideInternalAreInTheApiPackages() {
		classes().that()
			.arePublic()
			.and()
			.resideOutsideOfPackage(ROOT + ".internal..")
			.should()
			.resideInAnyPackage(
					API.stream().map((name) -> name.isEmpty() ? ROOT : ROOT + "." + name).toArray(String[]::new))
			.check(CORE);
	}

	@Test
	void everyPackageIsNullMarked() {
		Set<String> marked = CORE.stream()
			.map(JavaClass::getPackage)
			.filter((javaPackage) -> javaPackage.isAnnotatedWith(NullMarked.class))
			.map((javaPackage) -> javaPackage.getName())
			.collect(Collectors.toSet());
		Set<String> all = CORE.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
		assertThat(marked).containsAll(all);
	}

	@Test
	void noPackageHasMoreThanTwentyTypes() {
		Map<String, Long> sizes = CORE.stream()
			.filter((type) -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(ArchitectureTests::nameOfPackage, TreeMap::new, Collectors.counting()));
		assertThat(sizes).isNotEmpty().allSatisfy((name, size) -> assertThat(size).isLessThanOrEqualTo(20));
	}

	@Test
	void noConstructorHasMoreThanSevenParameters() {
		assertThat(CORE.stream()
			.flatMap((type) -> type.getConstructors().stream())
			.filter((constructor) -> constructor.getRawParameterTypes().size() > 7)
			.map(JavaConstructor::getFullName)).isEmpty();
	}

	@Test
	void nothingUsesSpringBootOrMicrometer() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "io.micrometer.core..")
			.check(CORE);
	}

	@Test
	void onlyTheRedisRelaySeesRedis() {
		onlyIn("internal.relay.redis.link", "io.lettuce..", "io.netty..");
		onlyIn(Set.of("internal.relay.redis", "internal.relay.redis.link"), "org.springframework.data.redis..");
	}

	@Test
	void onlyTheTomcatTransportSeesTomcat() {
		onlyIn("internal.transport.websocket.tomcat", "org.apache.tomcat..", "org.apache.catalina..",
				"org.apache.coyote..");
	}

	@Test
	void onlyTheJettyTransportSeesJettyBelowItsPublicApi() {
		onlyIn("internal.transport.websocket.jetty", "org.eclipse.jetty.websocket.core..",
				"org.eclipse.jetty.websocket.common..", "org.eclipse.jetty.util..", "org.eclipse.jetty.io..",
				"org.eclipse.jetty.server..", "org.eclipse.jetty.ee11..");
	}

	@Test
	void nothingLogsPastCommonsLogging() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.slf4j..", "ch.qos.logback..", "org.apache.logging..", "java.util.logging..")
			.check(CORE);
	}

	@Test
	void onlyTheClassesWithAReasonUseReflection() {
		Map<String, String> reasons = Map.of("internal.protocol.stomp.BrokerProbe",
				"calls a protected method of Spring's configuration, to find out which broker the application enables",
				"internal.rpc.RpcReturnValueHandler", "reads the annotations of a method and of its class",
				"internal.transport.websocket.RequiredMethods",
				"looks for methods of a container, whose version may lack them",
				"internal.transport.websocket.jetty.JettyReader",
				"replaces the core session of Jetty by a proxy, to withhold its demand for frames",
				"internal.transport.websocket.tomcat.BufferField", "replaces a buffer of Tomcat's by a smaller one",
				"internal.transport.websocket.tomcat.ConnectionBuffers", "finds the objects that hold these buffers",
				"internal.transport.websocket.tomcat.ControlFrameRemote", "replaces the remote that answers pings",
				"internal.transport.websocket.tomcat.TomcatWriteLock", "reads the semaphore of a socket's writes");
		Set<String> lookups = Set.of("forName", "getConstructor", "getDeclaredConstructor", "getDeclaredField",
				"getDeclaredFields", "getDeclaredMethod", "getDeclaredMethods", "getField", "getFields", "getMethod",
				"getMethods", "getRecordComponents");
		assertThat(CORE.stream()
			.filter((type) -> type.getDirectDependenciesFromSelf()
				.stream()
				.map((dependency) -> dependency.getTargetClass().getBaseComponentType())
				.anyMatch((target) -> target.getPackageName().equals("java.lang.reflect")
						|| target.getSimpleName().equals("ReflectionUtils"))
					|| type.getMethodCallsFromSelf()
						.stream()
						.anyMatch((call) -> lookups.contains(call.getName())
								&& Set.of("java.lang.Class", "org.springframework.util.ClassUtils")
									.contains(call.getTargetOwner().getName())))
			.map((type) -> type.getName().substring(ROOT.length() + 1).replaceFirst("\\$.*", ""))
			.collect(Collectors.toSet())).isEqualTo(reasons.keySet());
	}

	private static void onlyIn(String name, String... libraries) {
		onlyIn(Set.of(name), libraries);
	}

	private static void onlyIn(Set<String> names, String... libraries) {
		noClasses().that()
			.resideOutsideOfPackages(names.stream().map((name) -> ROOT + "." + name).toArray(String[]::new))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(libraries)
			.check(CORE);
	}

	private static void uses(String name, String... used) {
		ARROWS.put(name, Arrays.stream(used).collect(Collectors.toCollection(TreeSet::new)));
	}

	private static Map<String, Set<String>> arrows() {
		Map<String, Set<String>> arrows = new TreeMap<>();
		for (JavaClass type : CORE) {
			String from = nameOfPackage(type);
			Set<String> used = arrows.computeIfAbsent(from, (name) -> new TreeSet<>());
			for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
				JavaClass target = dependency.getTargetClass().getBaseComponentType();
				if (isOurs(target) && !nameOfPackage(target).isEmpty() && !nameOfPackage(target).equals(from)) {
					used.add(nameOfPackage(target));
				}
			}
		}
		return arrows;
	}

	private static DescribedPredicate<JavaClass> areApi() {
		return DescribedPredicate.describe("are in the API packages", (type) -> API.contains(nameOfPackage(type)));
	}

	private static String nameOfPackage(JavaClass type) {
		String name = type.getPackageName();
		return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
	}

	private static boolean isOurs(JavaClass type) {
		return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
	}

	/**
	 * One slice per package, sub-packages being packages of their own.
	 */
	private static final class PackageSlices implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return isOurs(type) ? SliceIdentifier.of(nameOfPackage(type)) : SliceIdentifier.ignore();
		}

		@Override
		public String getDescription() {
			return "packages of the core";
		}

	}

}
