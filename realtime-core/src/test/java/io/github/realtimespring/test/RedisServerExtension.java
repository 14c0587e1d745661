package io.github.realtimespring.test;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Carries out {@link RedisTest}.
 */
final class RedisServerExtension implements BeforeAllCallback, ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(RedisServerExtension.class);

	@Override
	public void beforeAll(ExtensionContext context) {
		server(context);
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == RedisServer.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return server(context);
	}

	/**
	 * The server of the test class. It is closed with the store that holds it.
	 */
	private static RedisServer server(ExtensionContext context) {
		Class<?> type = context.getRequiredTestClass();
		return context.getStore(NAMESPACE).computeIfAbsent(RedisServer.class, (key) -> {
			RedisTest annotation = AnnotatedElementUtils.findMergedAnnotation(type, RedisTest.class);
			return RedisServer.start((annotation != null) ? annotation.arguments() : new String[0]);
		}, RedisServer.class);
	}

}
