/**
 * The checker's clients: of both protocols, our own and the official libraries. They come
 * again when they lose their connection, ask for what they missed, and record everything.
 */
@NullMarked
package io.github.realtimespring.checker.client;

import org.jspecify.annotations.NullMarked;
