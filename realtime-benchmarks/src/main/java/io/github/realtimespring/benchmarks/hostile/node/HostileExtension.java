package io.github.realtimespring.benchmarks.hostile.node;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Joins the application's sources ({@code spring.main.sources}).
 */
@Configuration(proxyBeanMethods = false)
@Import(SlowController.class)
public class HostileExtension {

}
