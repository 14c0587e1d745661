package io.github.realtimespring.internal.guard;

import org.springframework.messaging.support.ChannelInterceptor;

/**
 * An interceptor that belongs to one protocol rather than to the application. Commands of
 * other protocols don't pass it.
 */
public interface ProtocolInterceptor extends ChannelInterceptor {

}
