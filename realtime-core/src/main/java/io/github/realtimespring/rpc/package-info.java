/**
 * Calls from clients that expect an answer, whichever protocol they arrive by.
 */
@NullMarked
package io.github.realtimespring.rpc;

import org.jspecify.annotations.NullMarked;
