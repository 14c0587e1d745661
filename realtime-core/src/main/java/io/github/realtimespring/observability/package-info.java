/**
 * Names of everything that is measured, in one place.
 */
@NullMarked
package io.github.realtimespring.observability;

import org.jspecify.annotations.NullMarked;
