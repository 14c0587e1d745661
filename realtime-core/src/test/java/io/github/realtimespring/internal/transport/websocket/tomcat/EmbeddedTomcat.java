package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLContext;

import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;

import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.transport.websocket.NativeSocketWriters;
import io.github.realtimespring.internal.transport.websocket.SelfSigned;
import io.github.realtimespring.internal.transport.websocket.WebSocketServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tomcat as this project configures it.
 */
class EmbeddedTomcat implements WebSocketServer {

	private final Tomcat tomcat = new Tomcat();

	private final boolean secure;

	private @Nullable SSLContext tls;

	EmbeddedTomcat(boolean secure) {
		this.secure = secure;
	}

	Connector connector() {
		return this.tomcat.getConnector();
	}

	@Override
	public void start(WebSocketHandler handler, Path directory) throws Exception {
		this.tomcat.setBaseDir(directory.toString());
		this.tomcat.setPort(0);
		connector().setProperty("socket.bufferPool", "0");
		connector().setProperty("maxThreads", String.valueOf(MAX_THREADS));
		connector().setProperty("socket.rxBufSize", String.valueOf(RECEIVE_BUFFER));
		connector().setProperty("socket.txBufSize", String.valueOf(SEND_BUFFER));
		if (this.secure) {
			secure(SelfSigned.keyStore());
		}
		Context context = this.tomcat.addContext("", directory.toString());
		context.addServletContainerInitializer(new WsSci(), null);
		FilterDef filter = new FilterDef();
		filter.setFilterName("upgrade");
		filter.setFilter(new TomcatUpgradeFilter());
		filter.setAsyncSupported("true");
		context.addFilterDef(filter);
		FilterMap mapping = new FilterMap();
		mapping.setFilterName("upgrade");
		mapping.addURLPattern("/*");
		context.addFilterMap(mapping);
		Tomcat.addServlet(context, "ws", new HandshakeServlet(new StandardWebSocketUpgradeStrategy(), handler));
		context.addServletMappingDecoded("/ws", "ws");
		this.tomcat.start();
	}

	private void secure(Path keyStore) throws Exception {
		SSLHostConfig host = new SSLHostConfig();
		SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host,
				SSLHostConfigCertificate.Type.UNDEFINED);
		certificate.setCertificateKeystoreFile(keyStore.toString());
		certificate.setCertificateKeystorePassword(SelfSigned.PASSWORD);
		host.addCertificate(certificate);
		connector().setProperty("SSLEnabled", "true");
		connector().setSecure(true);
		connector().setScheme("https");
		connector().addSslHostConfig(host);
		this.tls = SelfSigned.trusting(keyStore);
	}

	@Override
	public void stop() throws Exception {
		this.tomcat.stop();
		this.tomcat.destroy();
	}

	@Override
	public int port() {
		return connector().getLocalPort();
	}

	@Override
	public NativeSocketWriters writers(TimingWheel timer) {
		assertThat(TomcatSupport.findObstacle(List.of(connector()))).isNull();
		TomcatSocketWriters writers = new TomcatSocketWriters(timer, Duration.ofSeconds(20),
				ConnectionBuffers.MIN_SIZE);
		writers.enable();
		return writers;
	}

	@Override
	public @Nullable SSLContext tls() {
		return this.tls;
	}

}
