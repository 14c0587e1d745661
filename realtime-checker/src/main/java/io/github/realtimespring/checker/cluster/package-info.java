/**
 * The processes under test and the network between them, with all the ways to break them.
 */
@NullMarked
package io.github.realtimespring.checker.cluster;

import org.jspecify.annotations.NullMarked;
