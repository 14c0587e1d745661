package io.github.realtimespring.autoconfigure;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The architecture of the auto-configuration: which package uses which, who may see the
 * libraries below, and who may use reflection.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.realtimespring.autoconfigure";

	private static final int MAX_TYPES = 20;

	private static final int MAX_PARAMETERS = 7;

	/** Every package with the packages that it uses, exactly; the root is empty. */
	private static final Map<String, Set<String>> ARROWS = new TreeMap<>();
	static {
		uses("", "properties");
		uses("actuate", "", "event");
		uses("centrifuge", "", "properties", "security");
		uses("event", "", "properties");
		uses("metrics", "");
		uses("properties");
		uses("redis", "", "properties");
		uses("security", "", "properties");
		uses("stomp", "", "properties", "security", "websocket");
		uses("websocket", "", "centrifuge", "properties", "security");
	}

	/** Every class that uses reflection, with the reason. */
	private static final Map<String, String> REFLECTION = Map.of("FallbackExecutors",
			"finds the parameter of a factory method of Spring's that takes a scheduler", "KnownProperties",
			"reads the names of properties from the records that they are bound to", "NothingServedReport",
			"asks for beans of types that may be absent", "RealtimeWebSocketAutoConfiguration",
			"creates an interceptor of Spring Security, which may be absent");

	private static final Set<String> METHODS_OF_CLASS = Set.of("forName", "getConstructor", "getConstructors",
			"getDeclaredConstructor", "getDeclaredConstructors", "getDeclaredField", "getDeclaredFields",
			"getDeclaredMethod", "getDeclaredMethods", "getField", "getFields", "getMethod", "getMethods",
			"getRecordComponents");

	private static final Set<String> METHODS_OF_CLASS_UTILS = Set.of("forName", "resolveClassName");

	private static final JavaClasses MODULE = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	@Test
	void thePackagesUseOneAnotherExactlyAsTheTableSays() {
		assertThat(arrows()).isEqualTo(ARROWS);
	}

	@Test
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices().assignedFrom(new PackageSlices()).should().beFreeOfCycles().check(MODULE);
	}

	@Test
	void noPackageHasTooManyTypes() {
		Map<String, Long> sizes = MODULE.stream()
			.filter((type) -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(ArchitectureTests::nameOfPackage, Collectors.counting()));
		assertThat(sizes).isNotEmpty().allSatisfy((name, size) -> assertThat(size).isLessThanOrEqualTo(MAX_TYPES));
	}

	@Test
	void noConstructorHasTooManyParametersButThoseOfProperties() {
		assertThat(MODULE.stream()
			.filter((type) -> !isProperties(type))
			.flatMap((type) -> type.getConstructors().stream())
			.filter((constructor) -> constructor.getRawParameterTypes().size() > MAX_PARAMETERS)
			.map((constructor) -> constructor.getOwner().getSimpleName())).isEmpty();
	}

	@Test
	void everyPackageIsNullMarked() {
		Set<String> marked = MODULE.stream()
			.map(JavaClass::getPackage)
			.filter((javaPackage) -> javaPackage.isAnnotatedWith(NullMarked.class))
			.map((javaPackage) -> javaPackage.getName())
			.collect(Collectors.toSet());
		assertThat(marked)
			.containsAll(MODULE.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new)));
	}

	@Test
	void everyAutoConfigurationIsNamedAfterTheProject() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.haveNameMatching(".*\\.Realtime[A-Za-z]*AutoConfiguration")
			.check(MODULE);
		classes().that()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.should()
			.beAnnotatedWith(AutoConfiguration.class)
			.check(MODULE);
	}

	@Test
	void propertiesAreInTheirPackage() {
		classes().that()
			.areAnnotatedWith(ConfigurationProperties.class)
			.should()
			.resideInAPackage(ROOT + ".properties")
			.andShould()
			.haveSimpleNameEndingWith("Properties")
			.check(MODULE);
	}

	@Test
	void onlyTheRedisPackageSeesRedis() {
		onlyIn("redis", "org.springframework.boot.data.redis..", "org.springframework.data.redis..", "io.lettuce..",
				"io.netty..", "io.github.realtimespring.internal.relay.redis..");
	}

	@Test
	void onlyClassesNamedAfterTomcatSeeTomcat() {
		onlyThose("websocket.*Tomcat", "org.springframework.boot.tomcat..", "org.apache.tomcat..",
				"org.apache.catalina..", "org.apache.coyote..",
				"io.github.realtimespring.internal.transport.websocket.tomcat..");
	}

	@Test
	void onlyClassesNamedAfterJettySeeJetty() {
		onlyThose("websocket.*Jetty", "org.springframework.boot.jetty..", "org.eclipse.jetty..",
				"io.github.realtimespring.internal.transport.websocket.jetty..");
	}

	@Test
	void onlyTheMetricsPackageSeesMeters() {
		onlyIn("metrics", "io.micrometer.core..", "org.springframework.boot.micrometer.metrics..");
	}

	@Test
	void onlyTheActuatePackageSeesTheActuator() {
		onlyIn("actuate", "org.springframework.boot.actuate..", "org.springframework.boot.health..");
	}

	@Test
	void onlyTheClassesWithAReasonUseReflection() {
		assertThat(MODULE.stream()
			.filter(ArchitectureTests::usesReflection)
			.map((type) -> type.getSource().flatMap((source) -> source.getFileName()).orElse(type.getName()))
			.map((file) -> file.replace(".java", ""))
			.collect(Collectors.toSet())).isEqualTo(REFLECTION.keySet());
	}

	private static boolean usesReflection(JavaClass type) {
		Predicate<JavaClass> library = (target) -> target.getPackageName().equals("java.lang.reflect")
				|| target.getSimpleName().equals("ReflectionUtils");
		return type.getDirectDependenciesFromSelf()
			.stream()
			.anyMatch((dependency) -> library.test(dependency.getTargetClass().getBaseComponentType()))
				|| type.getMethodCallsFromSelf().stream().anyMatch((call) -> switch (call.getTargetOwner().getName()) {
					case "java.lang.Class" -> METHODS_OF_CLASS.contains(call.getName());
					case "org.springframework.util.ClassUtils" -> METHODS_OF_CLASS_UTILS.contains(call.getName());
					default -> false;
				});
	}

	private static boolean isProperties(JavaClass type) {
		return type.isAnnotatedWith(ConfigurationProperties.class)
				|| type.getEnclosingClass().map(ArchitectureTests::isProperties).orElse(false);
	}

	private static void onlyIn(String name, String... libraries) {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + "." + name)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(libraries)
			.check(MODULE);
	}

	private static void onlyThose(String names, String... libraries) {
		String pattern = ROOT.replace(".", "\\.") + "\\." + names + ".*";
		noClasses()
			.that(DescribedPredicate.describe("don't match " + names, (type) -> !type.getName().matches(pattern)))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(libraries)
			.check(MODULE);
	}

	private static void uses(String name, String... used) {
		ARROWS.put(name, Arrays.stream(used).collect(Collectors.toCollection(TreeSet::new)));
	}

	private static Map<String, Set<String>> arrows() {
		Map<String, Set<String>> arrows = new TreeMap<>();
		for (JavaClass type : MODULE) {
			String from = nameOfPackage(type);
			Set<String> used = arrows.computeIfAbsent(from, (name) -> new TreeSet<>());
			for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
				JavaClass target = dependency.getTargetClass().getBaseComponentType();
				if (isOurs(target) && !nameOfPackage(target).equals(from)) {
					used.add(nameOfPackage(target));
				}
			}
		}
		return arrows;
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
			return "packages of the auto-configuration";
		}

	}

}
