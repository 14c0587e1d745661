/**
 * Auto-configuration of the hub and of what every protocol needs.
 */
@NullMarked
package io.github.realtimespring.autoconfigure;

import org.jspecify.annotations.NullMarked;
