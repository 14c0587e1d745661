/**
 * Who a client is and what it may do with a channel.
 */
@NullMarked
package io.github.realtimespring.security;

import org.jspecify.annotations.NullMarked;
