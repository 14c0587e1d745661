package io.github.realtimespring;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the packages of the core to the table of what each may use.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.realtimespring";

	/**
	 * Every package with the packages of ours that it may use; the root package, written
	 * as an empty string, may be used by all.
	 */
	private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();
	static {
		allow("");
		allow("observability");
		allow("channel");
		allow("security", "channel", "observability");
		allow("outbound", "channel", "observability");
		allow("relay", "channel", "observability");
		allow("relay.redis", "relay", "channel", "observability");
		allow("resume", "relay", "observability");
		allow("hub", "resume", "channel", "relay", "outbound", "security", "observability");
		allow("guard", "hub", "channel", "outbound", "security", "observability");
		allow("lifecycle", "hub", "channel", "relay", "outbound", "security", "observability");
		// How the protocols reach an application's handlers without knowing each other
		allow("rpc", "guard", "hub", "channel", "outbound", "security", "observability");
		allow("protocol.centrifuge", "guard", "rpc", "hub", "resume", "lifecycle", "channel", "relay", "outbound",
				"security", "observability");
		// Spring's STOMP support knows WebSocket sessions only
		allow("protocol.stomp", "guard", "rpc", "transport.websocket", "hub", "resume", "lifecycle", "channel", "relay",
				"outbound", "security", "observability");
		allow("transport.websocket", "hub", "lifecycle", "channel", "outbound", "security", "observability");
		allow("transport.websocket.jetty", "transport.websocket", "hub", "outbound");
		allow("transport.websocket.tomcat", "transport.websocket", "hub", "outbound");
		allow("transport.http", "hub", "lifecycle", "channel", "outbound", "security", "observability");
	}

	private static final JavaClasses CORE = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	@ParameterizedTest
	@MethodSource("packages")
	void aPackageUsesOnlyWhatTheTableAllows(String name) {
		Set<String> allowed = MAY_USE.get(name);
		classes().that(residesIn(name))
			.should()
			.onlyDependOnClassesThat(isForeignOrResidesIn(name, allowed))
			.allowEmptyShould(true)
			.check(CORE);
	}

	@Test
	void everyPackageIsInTheTable() {
		Set<String> names = CORE.stream().map(ArchitectureTests::nameOfPackage).collect(Collectors.toSet());
		assertThat(MAY_USE.keySet()).containsAll(names);
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
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices()
			.assignedFrom(new PackageSlices())
			.should()
			.beFreeOfCycles()
			.allowEmptyShould(true)
			.check(CORE);
	}

	@Test
	void nothingUsesSpringBootOrMicrometer() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "io.micrometer.core..")
			.allowEmptyShould(true)
			.check(CORE);
	}

	@Test
	void onlyTheRedisRelaySeesRedis() {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".relay.redis..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.data.redis..", "io.lettuce..")
			.allowEmptyShould(true)
			.check(CORE);
	}

	@Test
	void nothingLogsPastCommonsLogging() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.slf4j..", "ch.qos.logback..", "org.apache.logging..", "java.util.logging..")
			.allowEmptyShould(true)
			.check(CORE);
	}

	static Stream<String> packages() {
		return MAY_USE.keySet().stream();
	}

	private static void allow(String name, String... used) {
		MAY_USE.put(name, Arrays.stream(used).collect(Collectors.toUnmodifiableSet()));
	}

	private static String nameOfPackage(JavaClass type) {
		String name = type.getPackageName();
		return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
	}

	private static boolean isOurs(JavaClass type) {
		return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
	}

	private static DescribedPredicate<JavaClass> residesIn(String name) {
		return DescribedPredicate.describe("reside in package '" + name + "'",
				(type) -> isOurs(type) && nameOfPackage(type).equals(name));
	}

	private static DescribedPredicate<JavaClass> isForeignOrResidesIn(String name, Set<String> allowed) {
		return DescribedPredicate.describe("are not ours, or reside in the root or one of " + new TreeSet<>(allowed),
				(type) -> {
					JavaClass element = type.getBaseComponentType();
					if (!isOurs(element)) {
						return true;
					}
					String used = nameOfPackage(element);
					return used.isEmpty() || used.equals(name) || allowed.contains(used);
				});
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
