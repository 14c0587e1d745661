/**
 * Auto-configuration of the health contributor and of the actuator endpoint.
 */
@NullMarked
package io.github.realtimespring.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
