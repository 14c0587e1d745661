package io.github.realtimespring.sample;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The architecture of the sample: small packages without cycles, and constructors that a
 * reader can follow.
 */
class ArchitectureTests {

	private static final int MAX_TYPES = 20;

	private static final int MAX_PARAMETERS = 7;

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.github.realtimespring.sample");

	@Test
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices().matching("io.github.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void everyPackageIsSmall() {
		Map<String, Long> types = CLASSES.stream()
			.filter((type) -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
		assertThat(types).isNotEmpty()
			.allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MAX_TYPES));
	}

	@Test
	void everyConstructorHasFewParameters() {
		assertThat(CLASSES.stream().flatMap((type) -> type.getConstructors().stream()))
			.filteredOn((constructor) -> constructor.getParameters().size() > MAX_PARAMETERS)
			.map(JavaConstructor::getFullName)
			.isEmpty();
	}

}
