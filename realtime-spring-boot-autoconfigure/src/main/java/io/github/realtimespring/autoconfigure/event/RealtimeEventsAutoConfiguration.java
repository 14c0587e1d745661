package io.github.realtimespring.autoconfigure.event;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.util.ClassUtils;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.RealtimeExecutors;
import io.github.realtimespring.autoconfigure.properties.RealtimeProperties;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubEvents;
import io.github.realtimespring.internal.logging.LogContext;
import io.github.realtimespring.internal.publish.ListenerInterest;
import io.github.realtimespring.internal.publish.SessionEventPublisher;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Auto-configuration of the application events of sessions and channels, and of what the
 * log shows of sessions.
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class)
@ConditionalOnBean(Hub.class)
public final class RealtimeEventsAutoConfiguration {

	private static final boolean MDC_PRESENT = ClassUtils.isPresent("org.slf4j.MDC",
			RealtimeEventsAutoConfiguration.class.getClassLoader());

	private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
			"org.springframework.security.core.context.SecurityContextHolder",
			RealtimeEventsAutoConfiguration.class.getClassLoader());

	RealtimeEventsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	LogContext realtimeLogContext(RealtimeProperties properties) {
		return (MDC_PRESENT && properties.mdcEnabled()) ? new MdcLogContext() : LogContext.NONE;
	}

	@Bean
	SessionEventPublisher realtimeSessionEventPublisher(ApplicationContext context, LogContext logContext,
			@Qualifier(RealtimeExecutors.APPLICATION) AsyncTaskExecutor executor,
			ObjectProvider<RealtimeMetrics> metrics) {
		return new SessionEventPublisher(context, executor, new ListenerInterest(context, System::nanoTime), logContext,
				metrics.getIfAvailable(() -> RealtimeMetrics.NONE));
	}

	@Bean
	@Lazy(false)
	static SmartInitializingSingleton realtimeSessionEvents(ObjectProvider<Hub> hub,
			ObjectProvider<SessionEventPublisher> publisher, ObjectProvider<LogContext> logContext) {
		return () -> {
			HubEvents events = hub.getObject().events();
			events.install(publisher.getObject(), logContext.getObject());
			if (SECURITY_PRESENT) {
				events.audit().setPrincipal(new CurrentPrincipal());
			}
		};
	}

}
