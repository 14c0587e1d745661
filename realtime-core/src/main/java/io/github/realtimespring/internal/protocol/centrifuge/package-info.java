/**
 * The Centrifuge client protocol: sessions, the execution of commands, and all codes of
 * errors and disconnects.
 */
@NullMarked
package io.github.realtimespring.internal.protocol.centrifuge;

import org.jspecify.annotations.NullMarked;
