/**
 * Logging that is limited in rate and safe from control characters.
 */
@NullMarked
package io.github.realtimespring.internal.logging;

import org.jspecify.annotations.NullMarked;
