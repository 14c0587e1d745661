/**
 * Steps that every protocol takes in the same way.
 */
@NullMarked
package io.github.realtimespring.internal.protocol.support;

import org.jspecify.annotations.NullMarked;
