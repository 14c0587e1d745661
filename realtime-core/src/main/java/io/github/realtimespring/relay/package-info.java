/**
 * The contract of a relay, which carries publications between nodes.
 */
@NullMarked
package io.github.realtimespring.relay;

import org.jspecify.annotations.NullMarked;
