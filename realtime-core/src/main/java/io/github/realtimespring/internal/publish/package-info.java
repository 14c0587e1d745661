/**
 * Publishing from the application.
 */
@NullMarked
package io.github.realtimespring.internal.publish;

import org.jspecify.annotations.NullMarked;
