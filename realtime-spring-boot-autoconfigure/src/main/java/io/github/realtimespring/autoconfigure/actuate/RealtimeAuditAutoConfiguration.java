package io.github.realtimespring.autoconfigure.actuate;

import java.util.Locale;
import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

import io.github.realtimespring.autoconfigure.event.RealtimeEventsAutoConfiguration;
import io.github.realtimespring.internal.audit.AuditEntry;
import io.github.realtimespring.internal.audit.AuditTrail;
import io.github.realtimespring.internal.hub.EventSink;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.publish.SessionEventPublisher;

/**
 * Auto-configuration that publishes the audit trail as Spring Boot's audit events, if
 * asked for and where the application listens to these: an {@code AuditEventRepository}
 * does.
 */
@AutoConfiguration(after = RealtimeEventsAutoConfiguration.class)
@ConditionalOnClass(AuditApplicationEvent.class)
@ConditionalOnBean(Hub.class)
@ConditionalOnBooleanProperty("realtime.audit.events-enabled")
public final class RealtimeAuditAutoConfiguration {

	private static final String PREFIX = "REALTIME_";

	RealtimeAuditAutoConfiguration() {
	}

	@Bean
	@Lazy(false)
	static SmartInitializingSingleton realtimeAuditEvents(ObjectProvider<Hub> hub,
			ObjectProvider<SessionEventPublisher> publisher) {
		return () -> publisher
			.ifAvailable((sink) -> hub.getObject().events().audit().setListener(new AuditEvents(sink)));
	}

	/**
	 * Publishes entries as audit events.
	 */
	private record AuditEvents(EventSink sink) implements AuditTrail.Listener {

		@Override
		public boolean isActive() {
			return this.sink.wants(AuditApplicationEvent.class);
		}

		@Override
		public void onEntry(AuditEntry entry) {
			Map<String, Object> details = entry.details();
			Object user = details.getOrDefault(AuditEntry.BY, details.getOrDefault(AuditEntry.USER, ""));
			String type = PREFIX + entry.action().name().toUpperCase(Locale.ROOT);
			String[] data = details.entrySet()
				.stream()
				.map((detail) -> detail.getKey() + '=' + detail.getValue())
				.toArray(String[]::new);
			this.sink.publish(type, new AuditApplicationEvent(new AuditEvent(user.toString(), type, data)));
		}

	}

}
