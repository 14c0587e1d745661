/**
 * Channel names, namespaces and their options.
 */
@NullMarked
package io.github.realtimespring.channel;

import org.jspecify.annotations.NullMarked;
