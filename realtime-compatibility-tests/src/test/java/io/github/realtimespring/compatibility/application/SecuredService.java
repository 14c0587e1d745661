package io.github.realtimespring.compatibility.application;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Service;

/**
 * A service for administrators.
 */
@Service
public class SecuredService {

	@PreAuthorize("hasRole('ADMIN')")
	public String guarded() {
		return "guarded";
	}

}
