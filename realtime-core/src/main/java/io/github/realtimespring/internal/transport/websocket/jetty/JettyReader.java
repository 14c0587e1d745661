package io.github.realtimespring.internal.transport.websocket.jetty;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * Pauses and resumes reading of a session of Jetty's own API. Jetty reads one frame for
 * each demand, and Spring demands the next one after each frame. A demand during a pause
 * is kept until reading resumes.
 */
final class JettyReader implements SocketReader, InvocationHandler {

	private static final Log logger = LogFactory.getLog(JettyReader.class);

	private static final @Nullable Field CORE = find();

	/**
	 * So many pings of a client are answered within a {@link #PING_PAUSE}.
	 */
	private static final int MAX_PONGS = 32;

	/**
	 * So long a client isn't read from that has sent more.
	 */
	private static final Duration PING_PAUSE = Duration.ofMillis(500);

	private final CoreSession core;

	private final TimingWheel timer;

	private int pongs;

	private long pongsSince = System.nanoTime();

	private int pauses;

	private boolean demanded;

	private JettyReader(CoreSession core, TimingWheel timer) {
		this.core = core;
		this.timer = timer;
	}

	private static @Nullable Field find() {
		try {
			Field field = WebSocketSession.class.getDeclaredField("coreSession");
			field.setAccessible(true);
			return (field.getType() == CoreSession.class) ? field : null;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger
				.warn("Jetty doesn't stop reading from a client that sends too much, its session ends instead: " + ex);
			return null;
		}
	}

	/**
	 * Take over the demands of a session that is just being established.
	 * @return {@code null} if that isn't possible
	 */
	static @Nullable JettyReader install(WebSocketSession session, TimingWheel timer) {
		if (CORE == null) {
			return null;
		}
		IdleTimeout.raise(session.getCoreSession());
		JettyReader reader = new JettyReader(session.getCoreSession(), timer);
		try {
			CORE.set(session, Proxy.newProxyInstance(CoreSession.class.getClassLoader(),
					new Class<?>[] { CoreSession.class }, reader));
			return reader;
		}
		catch (IllegalAccessException ex) {
			return null;
		}
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		if (arguments == null && method.getName().equals("demand")) {
			demand();
			return null;
		}
		if (arguments != null && arguments[0] instanceof Frame frame && frame.getOpCode() == OpCode.PONG) {
			recordPong();
		}
		try {
			return method.invoke(this.core, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/**
	 * Record that a ping is being answered, before the next frame is demanded: clients
	 * that send pings without end would keep every thread.
	 */
	private void recordPong() {
		synchronized (this) {
			long now = System.nanoTime();
			if (now - this.pongsSince > PING_PAUSE.toNanos()) {
				this.pongsSince = now;
				this.pongs = 0;
			}
			if (++this.pongs != MAX_PONGS) {
				return;
			}
			this.pauses++;
		}
		this.timer.schedule(PING_PAUSE, this::proceed);
	}

	private void demand() {
		synchronized (this) {
			if (this.pauses > 0) {
				this.demanded = true;
				return;
			}
		}
		this.core.demand();
	}

	@Override
	public void pause() {
		synchronized (this) {
			this.pauses++;
		}
	}

	@Override
	public void proceed() {
		synchronized (this) {
			this.pauses--;
			if (this.pauses > 0 || !this.demanded) {
				return;
			}
			this.demanded = false;
		}
		this.core.demand();
	}

}
