/**
 * Auto-configuration of the Centrifuge protocol.
 */
@NullMarked
package io.github.realtimespring.autoconfigure.centrifuge;

import org.jspecify.annotations.NullMarked;
