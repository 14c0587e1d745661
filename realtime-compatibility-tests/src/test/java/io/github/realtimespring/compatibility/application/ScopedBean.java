package io.github.realtimespring.compatibility.application;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;

import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.messaging.simp.SimpAttributesContextHolder;
import org.springframework.stereotype.Component;

/**
 * A bean of the WebSocket scope: one a session.
 */
@Component
@Scope(scopeName = "websocket", proxyMode = ScopedProxyMode.TARGET_CLASS)
public class ScopedBean {

	private final Recorder recorder;

	private String sessionId;

	private int count;

	ScopedBean(Recorder recorder) {
		this.recorder = recorder;
	}

	@PostConstruct
	void init() {
		this.sessionId = SimpAttributesContextHolder.currentAttributes().getSessionId();
		this.recorder.call(this.sessionId, "init");
	}

	@PreDestroy
	void destroy() {
		this.recorder.call(this.sessionId, "destroy");
	}

	public int next() {
		return ++this.count;
	}

}
