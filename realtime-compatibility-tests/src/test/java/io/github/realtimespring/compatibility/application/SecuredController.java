package io.github.realtimespring.compatibility.application;

import java.security.Principal;

import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/**
 * Who calls?
 */
@Controller
class SecuredController {

	private final Recorder recorder;

	private final SecuredService service;

	SecuredController(Recorder recorder, SecuredService service) {
		this.recorder = recorder;
		this.service = service;
	}

	@GetMapping("/csrf")
	@ResponseBody
	String csrf(CsrfToken token) {
		return token.getToken();
	}

	@MessageMapping({ "/who", "/admin/who" })
	@SendToUser("/queue/replies")
	String who(SimpMessageHeaderAccessor accessor, Principal user, @AuthenticationPrincipal UserDetails details) {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		this.recorder.call(accessor.getSessionId(), "who", (user != null) ? user.getName() : "nobody",
				(details != null) ? details.getUsername() : "nobody",
				(authentication != null) ? authentication.getName() + authentication.getAuthorities()
					.stream()
					.map(Object::toString)
					.filter((authority) -> authority.startsWith("ROLE"))
					.sorted()
					.toList() : "no context");
		return accessor.getDestination();
	}

	@MessageMapping("/guarded")
	@SendToUser("/queue/replies")
	String guarded() {
		return this.service.guarded();
	}

	@SubscribeMapping("/mine")
	String mine(Principal user) {
		return "data of " + user.getName();
	}

	@MessageExceptionHandler
	@SendToUser("/queue/errors")
	String denied(AccessDeniedException ex) {
		return "denied";
	}

}
