/**
 * The checks that client commands of all protocols pass.
 */
@NullMarked
package io.github.realtimespring.internal.guard;

import org.jspecify.annotations.NullMarked;
