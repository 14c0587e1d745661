/**
 * SockJS endpoints: requests must come from the owner of their session, and are limited
 * in size.
 */
@NullMarked
package io.github.realtimespring.internal.transport.websocket.sockjs;

import org.jspecify.annotations.NullMarked;
