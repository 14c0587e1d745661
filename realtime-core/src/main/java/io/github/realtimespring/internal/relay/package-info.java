/**
 * Code that several relays share.
 */
@NullMarked
package io.github.realtimespring.internal.relay;

import org.jspecify.annotations.NullMarked;
