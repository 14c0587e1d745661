/**
 * What an operator does with users: ending their sessions, and taking rights away.
 */
@NullMarked
package io.github.realtimespring.sample.operator;

import org.jspecify.annotations.NullMarked;
