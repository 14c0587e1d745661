/**
 * Writes shared frames to the WebSocket sessions of Eclipse Jetty, non-blocking and
 * without turning them into strings. It leans on Jetty's core sessions, so nothing else
 * depends on it, and without it the portable writers take over.
 */
@NullMarked
package io.github.realtimespring.internal.transport.websocket.jetty;

import org.jspecify.annotations.NullMarked;
