package io.github.realtimespring.internal.guard;

import org.springframework.messaging.support.ChannelInterceptor;

/**
 * An interceptor that is a part of one protocol, as opposed to the application's: the
 * commands of other protocols don't pass it.
 */
public interface ProtocolInterceptor extends ChannelInterceptor {

}
