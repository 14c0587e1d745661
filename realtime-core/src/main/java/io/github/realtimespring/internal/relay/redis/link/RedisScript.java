package io.github.realtimespring.internal.relay.redis.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;

import io.github.realtimespring.internal.concurrent.Failures;

/**
 * A script that Redis runs in one step. Immutable.
 */
public final class RedisScript {

	private final byte[] source;

	private final String digest;

	private RedisScript(byte[] source) {
		this.source = source;
		try {
			this.digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Load a script from files beside a class, one after the other.
	 */
	public static RedisScript load(Class<?> location, String... names) {
		ByteArrayOutputStream source = new ByteArrayOutputStream();
		for (String name : names) {
			try (InputStream file = location.getResourceAsStream(name)) {
				if (file == null) {
					throw new IllegalStateException("No script " + name);
				}
				file.transferTo(source);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return new RedisScript(source.toByteArray());
	}

	/**
	 * Run the script by its digest or, if Redis does not have it yet, by its text.
	 * @return the result of the script, a list; canceling it prevents another send after
	 * a reconnection
	 */
	CompletableFuture<List<Object>> run(RedisScriptingAsyncCommands<byte[], byte[]> commands, byte[][] keys,
			byte[][] arguments) {
		RedisFuture<List<Object>> known = commands.evalsha(this.digest, ScriptOutputType.MULTI, keys, arguments);
		CompletableFuture<List<Object>> answer = known.handle((result, failure) -> {
			if (failure == null) {
				return CompletableFuture.completedFuture(result);
			}
			Throwable cause = Failures.unwrap(failure);
			if (cause instanceof RedisNoScriptException) {
				RedisFuture<List<Object>> unknown = commands.eval(this.source, ScriptOutputType.MULTI, keys, arguments);
				return unknown.toCompletableFuture();
			}
			return CompletableFuture.<List<Object>>failedFuture(cause);
		}).thenCompose((stage) -> stage).toCompletableFuture();
		answer.whenComplete((result, failure) -> {
			if (answer.isCancelled()) {
				known.cancel(true);
			}
		});
		return answer;
	}

	/**
	 * Runs scripts while there is a connection. Thread-safe.
	 */
	public interface Runner {

		/**
		 * Run a script.
		 * @param result makes the result of the script's answer
		 * @return completes with the result; fails if there is no connection or Redis
		 * rejects the script
		 */
		<T> CompletableFuture<T> run(RedisScript script, byte[][] keys, byte[][] arguments,
				Function<List<Object>, T> result);

	}

}
