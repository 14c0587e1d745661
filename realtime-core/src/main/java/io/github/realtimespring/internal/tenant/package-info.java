/**
 * Tenants: names of channels that no two tenants share, and the tenant of a client.
 */
@NullMarked
package io.github.realtimespring.internal.tenant;

import org.jspecify.annotations.NullMarked;
