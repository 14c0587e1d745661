package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.transport.websocket.NativeSocketWriters;
import io.github.realtimespring.internal.transport.websocket.SendPathContract;

/**
 * The portable writer of a session whose extensions rule shared frames out.
 */
class TomcatFallbackTests extends SendPathContract {

	TomcatFallbackTests() {
		super(new EmbeddedTomcat(false) {

			@Override
			public NativeSocketWriters writers(TimingWheel timer) {
				NativeSocketWriters writers = super.writers(timer);
				return new NativeSocketWriters() {

					@Override
					public @Nullable SocketWriter find(WebSocketSession session) {
						return writers.find(new ExtendedSession(session));
					}

					@Override
					public @Nullable SocketReader reader(WebSocketSession session, SocketWriter writer) {
						return writers.reader(session, writer);
					}

				};
			}

		});
	}

	@Override
	protected boolean isNative() {
		return false;
	}

	@Override
	protected boolean verbatim() {
		return false;
	}

	private static final class ExtendedSession extends WebSocketSessionDecorator {

		ExtendedSession(WebSocketSession delegate) {
			super(delegate);
		}

		@Override
		public List<WebSocketExtension> getExtensions() {
			return List.of(new WebSocketExtension("permessage-deflate"), new WebSocketExtension("x-other"));
		}

	}

}
