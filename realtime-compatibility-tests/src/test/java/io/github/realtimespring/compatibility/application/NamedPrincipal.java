package io.github.realtimespring.compatibility.application;

import java.security.Principal;

/**
 * A user.
 *
 * @param getName the name
 */
record NamedPrincipal(String getName) implements Principal {

}
