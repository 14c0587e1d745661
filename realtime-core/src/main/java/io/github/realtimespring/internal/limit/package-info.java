/**
 * Limits of the rates at which clients send.
 */
@NullMarked
package io.github.realtimespring.internal.limit;

import org.jspecify.annotations.NullMarked;
