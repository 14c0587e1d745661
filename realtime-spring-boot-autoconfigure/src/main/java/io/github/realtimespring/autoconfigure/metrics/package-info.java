/**
 * Auto-configuration of the meters.
 */
@NullMarked
package io.github.realtimespring.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
