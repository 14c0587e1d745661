/**
 * The checks that every client command passes, whatever its protocol.
 */
@NullMarked
package io.github.realtimespring.internal.guard;

import org.jspecify.annotations.NullMarked;
