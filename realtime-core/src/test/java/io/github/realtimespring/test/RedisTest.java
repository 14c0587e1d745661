package io.github.realtimespring.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts a {@link RedisServer} before the first test of a class and ends it after the
 * last. Constructors, test methods and lifecycle methods may have a parameter of that
 * type. A test that stops or pauses the server leaves it as it found it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RedisServerExtension.class)
public @interface RedisTest {

	/**
	 * Command line arguments for the server.
	 */
	String[] arguments() default {};

}
