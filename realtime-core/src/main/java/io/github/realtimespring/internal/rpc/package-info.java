/**
 * Calls of @MessageMapping methods by clients.
 */
@NullMarked
package io.github.realtimespring.internal.rpc;

import org.jspecify.annotations.NullMarked;
