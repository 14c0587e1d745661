/**
 * The JSON encoding of the Centrifuge protocol: commands, replies and pushes.
 */
@NullMarked
package io.github.realtimespring.internal.protocol.centrifuge.codec;

import org.jspecify.annotations.NullMarked;
