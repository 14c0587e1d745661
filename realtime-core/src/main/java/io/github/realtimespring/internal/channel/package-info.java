/**
 * Names of channels.
 */
@NullMarked
package io.github.realtimespring.internal.channel;

import org.jspecify.annotations.NullMarked;
