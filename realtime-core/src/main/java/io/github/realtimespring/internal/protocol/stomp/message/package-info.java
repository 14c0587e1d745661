/**
 * Conversion between publications and MESSAGE frames.
 */
@NullMarked
package io.github.realtimespring.internal.protocol.stomp.message;

import org.jspecify.annotations.NullMarked;
