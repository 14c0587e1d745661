package io.github.realtimespring.internal.transport.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * A key and a certificate for {@code localhost}, made by the JDK's own tool.
 */
public final class SelfSigned {

	public static final String PASSWORD = "changeit";

	private static @Nullable Path shared;

	private SelfSigned() {
	}

	/**
	 * A key store of the type PKCS12, made once for all tests.
	 */
	public static synchronized Path keyStore() throws IOException, InterruptedException {
		if (shared == null) {
			Path directory = Files.createTempDirectory("self-signed");
			directory.toFile().deleteOnExit();
			shared = create(directory);
			shared.toFile().deleteOnExit();
		}
		return shared;
	}

	private static Path create(Path directory) throws IOException, InterruptedException {
		Path file = directory.resolve("localhost.p12");
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "localhost", "-keyalg", "EC",
				"-groupname", "secp256r1", "-dname", "CN=localhost", "-validity", "2", "-storetype", "PKCS12",
				"-storepass", PASSWORD, "-keystore", file.toString())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0 || !Files.exists(file)) {
			process.destroyForcibly();
			throw new IOException("No key store was made");
		}
		return file;
	}

	/**
	 * Trust the certificate of a key store, and nothing else.
	 */
	public static SSLContext trusting(Path keyStore) throws IOException, GeneralSecurityException {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keyStore)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("localhost", keys.getCertificate("localhost"));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

}
