package io.github.realtimespring.autoconfigure.security;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An identity provider's key set on a real HTTP server, which can fail and hang.
 */
final class KeyServer implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger fetches = new AtomicInteger();

	private final CountDownLatch closing = new CountDownLatch(1);

	private volatile RSAKey published;

	private volatile boolean failing;

	private volatile boolean hanging;

	KeyServer(RSAKey published) throws IOException {
		this.published = published;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/jwks", this::answer);
		this.server.start();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.fetches.incrementAndGet();
		try (exchange) {
			if (this.hanging) {
				this.closing.await();
			}
			byte[] body = new JWKSet(this.published).toString(true).getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(this.failing ? 503 : 200, body.length);
			exchange.getResponseBody().write(body);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	String uri() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/jwks";
	}

	int fetches() {
		return this.fetches.get();
	}

	void publish(RSAKey key) {
		this.published = key;
	}

	void fail() {
		this.failing = true;
	}

	void hang() {
		this.hanging = true;
	}

	static RSAKey key(String id) throws JOSEException {
		return new RSAKeyGenerator(2048).keyID(id).generate();
	}

	static String token(RSAKey key) throws JOSEException {
		SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
				new JWTClaimsSet.Builder().subject("alice")
					.expirationTime(Date.from(Instant.now().plusSeconds(3600)))
					.build());
		jwt.sign(new RSASSASigner(key));
		return jwt.serialize();
	}

	@Override
	public void close() {
		this.closing.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
