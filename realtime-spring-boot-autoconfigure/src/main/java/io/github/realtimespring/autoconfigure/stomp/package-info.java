/**
 * Auto-configuration of STOMP on the hub.
 */
@NullMarked
package io.github.realtimespring.autoconfigure.stomp;

import org.jspecify.annotations.NullMarked;
