package io.github.realtimespring.autoconfigure;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the list of auto-configurations.
 */
class AutoConfigurationImportsTests {

	@ParameterizedTest
	@MethodSource("autoConfigurations")
	void everyClassIsFinalPublicAndAnAutoConfiguration(Class<?> type) {
		assertThat(type.getModifiers() & (Modifier.FINAL | Modifier.PUBLIC))
			.isEqualTo(Modifier.FINAL | Modifier.PUBLIC);
		assertThat(type).hasAnnotation(AutoConfiguration.class);
	}

	@ParameterizedTest
	@MethodSource("autoConfigurations")
	void everyNameThatAnOrderRefersToExists(Class<?> type) {
		AutoConfiguration annotation = AnnotatedElementUtils.findMergedAnnotation(type, AutoConfiguration.class);
		assertThat(annotation).isNotNull();
		assertThat(Stream.of(annotation.afterName(), annotation.beforeName()).flatMap(Stream::of))
			.allSatisfy((name) -> assertThat(ClassUtils.isPresent(name, null)).as(name).isTrue());
	}

	static List<Class<?>> autoConfigurations() {
		ClassLoader classLoader = AutoConfigurationImportsTests.class.getClassLoader();
		return Stream.of(ImportCandidates.load(AutoConfiguration.class, classLoader).getCandidates())
			.flatMap(List::stream)
			.filter((name) -> name.startsWith("io.github.realtimespring."))
			.<Class<?>>map((name) -> ClassUtils.resolveClassName(name, classLoader))
			.toList();
	}

}
