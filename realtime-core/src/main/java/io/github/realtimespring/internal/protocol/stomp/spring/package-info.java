/**
 * Configuration of Spring's STOMP support.
 */
@NullMarked
package io.github.realtimespring.internal.protocol.stomp.spring;

import org.jspecify.annotations.NullMarked;
