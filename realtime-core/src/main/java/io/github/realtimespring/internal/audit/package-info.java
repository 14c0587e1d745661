/**
 * The audit trail: who connected, was refused, was revoked, and by whom.
 */
@NullMarked
package io.github.realtimespring.internal.audit;

import org.jspecify.annotations.NullMarked;
