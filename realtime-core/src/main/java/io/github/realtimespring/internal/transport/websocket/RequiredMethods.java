package io.github.realtimespring.internal.transport.websocket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Methods of a container's own classes that a native writer leans on. They are looked up
 * by name, so that a container of another version is noticed at start rather than by a
 * linkage error in a connection. Immutable.
 */
public final class RequiredMethods {

	private final List<Signature> signatures;

	private RequiredMethods(List<Signature> signatures) {
		this.signatures = signatures;
	}

	/**
	 * Nothing is required yet.
	 */
	public static RequiredMethods none() {
		return new RequiredMethods(Collections.emptyList());
	}

	/**
	 * Require besides a public method.
	 * @param type name of the class that has or inherits it
	 * @param name the method's name
	 * @param parameters the names of the parameters' types
	 */
	public RequiredMethods and(String type, String name, String... parameters) {
		Assert.hasText(type, "'type' must not be empty");
		Assert.hasText(name, "'name' must not be empty");
		List<Signature> all = new ArrayList<>(this.signatures);
		all.add(new Signature(type, name, List.of(parameters)));
		return new RequiredMethods(all);
	}

	/**
	 * The first missing method, or {@code null}.
	 * @param classLoader the class loader, {@code null} for the default
	 */
	public @Nullable String findMissing(@Nullable ClassLoader classLoader) {
		return this.signatures.stream()
			.filter((signature) -> !signature.isPresent(classLoader))
			.map(Signature::toString)
			.findFirst()
			.orElse(null);
	}

	private record Signature(String type, String name, List<String> parameters) {

		boolean isPresent(@Nullable ClassLoader classLoader) {
			try {
				return Arrays.stream(ClassUtils.forName(this.type, classLoader).getMethods())
					.anyMatch((method) -> method.getName().equals(this.name)
							&& namesOf(method.getParameterTypes()).equals(this.parameters));
			}
			catch (ClassNotFoundException | LinkageError ex) {
				return false;
			}
		}

		private static List<String> namesOf(Class<?>[] types) {
			return Arrays.stream(types).map(Class::getTypeName).toList();
		}

		@Override
		public String toString() {
			return this.type + "." + this.name + "(" + String.join(", ", this.parameters) + ")";
		}

	}

}
