/**
 * Configuration properties and their checks.
 */
@NullMarked
package io.github.realtimespring.autoconfigure.properties;

import org.jspecify.annotations.NullMarked;
