/**
 * The checker: lets things go wrong, by a seed, and proves or refutes that inside a
 * channel's recovery window every subscriber gets every publication once and in order,
 * and is told so before it sees anything newer when it doesn't.
 */
@NullMarked
package io.github.realtimespring.checker;

import org.jspecify.annotations.NullMarked;
