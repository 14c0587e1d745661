package io.github.realtimespring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@link org.springframework.web.socket.WebSocketHandler} class whose connections
 * become sessions of the hub: with handshake authentication, limits, outbound queue,
 * meters and drain. The handler is registered as any other, with
 * {@code registry.addHandler(handler, path)}; the sessions that it sees never block in
 * {@code sendMessage} and may be used by several threads.
 *
 * <p>
 * Found on the class of the registered handler, behind proxies and Spring's decorators,
 * and on the class that a {@code PerConnectionWebSocketHandler} creates. A handler whose
 * class can't carry the annotation is registered through
 * {@link RealtimeWebSocketHandlers} instead.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface RealtimeWebSocket {

}
