/**
 * The sample as a user runs it: real sockets, real Redis, one node and several.
 */
package io.github.realtimespring.sample;
