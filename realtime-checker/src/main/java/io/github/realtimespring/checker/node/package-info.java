/**
 * What the checker adds to a node of the sample: a way to publish and learn what became
 * of it, and faults of the server itself. Runs in the node's JVM; the product knows
 * nothing of it.
 */
@NullMarked
package io.github.realtimespring.checker.node;

import org.jspecify.annotations.NullMarked;
