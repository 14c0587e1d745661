/**
 * The Centrifuge client protocol in its JSON form.
 */
@NullMarked
package io.github.realtimespring.internal.protocol.centrifuge;

import org.jspecify.annotations.NullMarked;
