/**
 * Writes shared frames straight to the sockets of Apache Tomcat, non-blocking and without
 * a copy per receiver. It leans on Tomcat's own classes beyond the servlet specification,
 * so nothing else depends on it, and without it the portable writers take over.
 */
@NullMarked
package io.github.realtimespring.internal.transport.websocket.tomcat;

import org.jspecify.annotations.NullMarked;
