/**
 * Verification of tokens.
 */
@NullMarked
package io.github.realtimespring.internal.security;

import org.jspecify.annotations.NullMarked;
