package io.github.realtimespring.internal.guard;

/**
 * A {@code @ControllerAdvice} that belongs to one protocol rather than to the
 * application. Calls over other protocols don't use it.
 */
public interface ProtocolAdvice {

}
