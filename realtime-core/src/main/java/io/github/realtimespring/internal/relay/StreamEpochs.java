package io.github.realtimespring.internal.relay;

import java.security.SecureRandom;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Epochs of streams. They are opaque text for clients. Thread-safe.
 *
 * <p>
 * A stream begins with its first publication. Its first epoch says when that was, and on
 * which server: {@code <name>~<seconds>~<server>}. A position of a channel that has no
 * stream has a <em>provisional</em> epoch, which is stored nowhere and says when the
 * position was read, for how many seconds at least a stream of the channel is kept once
 * it has begun, and the server: {@code ~<seconds>~<life>~<server>}. Numbers are
 * hexadecimal, the seconds those of the server's clock, zero if it didn't tell. So the
 * stream that a subscriber sees begin is known to be the first one since the position was
 * read, if it began on the same server and before any other one could have begun and
 * ended. Without the clock nothing is known.
 *
 * <p>
 * A server may be followed by a dot and the number of streams, or keys, that it has
 * evicted before their time. Epochs that are neither, of streams that go on on another
 * server, are a name alone.
 */
public final class StreamEpochs {

	private static final int LENGTH = 8;

	private static final char MARK = '~';

	private static final SecureRandom RANDOM = new SecureRandom();

	private StreamEpochs() {
	}

	/**
	 * A new name: eight letters.
	 */
	public static String next() {
		long random = RANDOM.nextLong() & Long.MAX_VALUE;
		StringBuilder name = new StringBuilder(LENGTH);
		for (int i = 0; i < LENGTH; i++) {
			name.append((char) ('a' + random % 26));
			random /= 26;
		}
		return name.toString();
	}

	/**
	 * The epoch of a stream that begins.
	 * @param seconds the time of its start, by the server's clock
	 */
	public static String first(long seconds, String server) {
		return next() + MARK + Long.toHexString(seconds) + MARK + server;
	}

	/**
	 * The provisional epoch of a position before the start of a stream.
	 * @param seconds the time of the read, by the server's clock
	 * @param life minimum time to keep a stream of the channel
	 */
	public static String provisional(long seconds, Duration life, String server) {
		return MARK + Long.toHexString(seconds) + MARK + Long.toHexString(life.toSeconds()) + MARK + server;
	}

	/**
	 * Whether positions of an epoch were read while the channel had no stream.
	 */
	public static boolean isProvisional(String epoch) {
		return !epoch.isEmpty() && epoch.charAt(0) == MARK;
	}

	/**
	 * Whether the positions of one epoch are valid in another: both are the same, or the
	 * first one is provisional and all publications since are in the other one's stream.
	 * @param known the epoch of a position that a subscriber knows
	 * @param current the epoch that the channel has now, also a provisional one
	 */
	public static boolean isSame(String known, String current) {
		return isProvisional(known) ? isFollowed(known, current, Long.MAX_VALUE, true) : known.equals(current);
	}

	/**
	 * As {@link #isSame(String, String)}, if streams of the channel are kept for some
	 * time at least.
	 */
	public static boolean isSame(String known, String current, Duration life) {
		return isProvisional(known) ? isFollowed(known, current, life.toSeconds() - 1, true) : known.equals(current);
	}

	/**
	 * Whether a subscriber that has received everything since it read a provisional
	 * position continues in another epoch. Evictions in the meantime do not affect it.
	 */
	public static boolean isFollowedBy(String provisional, String current) {
		return isProvisional(provisional) && isFollowed(provisional, current, Long.MAX_VALUE, false);
	}

	/**
	 * Whether two provisional epochs were read from one server: while a subscriber is
	 * connected, neither of them says that something was published.
	 */
	public static boolean isStillProvisional(String provisional, String current) {
		if (!isProvisional(provisional) || !isProvisional(current)) {
			return false;
		}
		Parts known = Parts.of(provisional);
		Parts now = Parts.of(current);
		return known != null && now != null && known.serverName().equals(now.serverName());
	}

	private static boolean isFollowed(String provisional, String current, long life, boolean strict) {
		Parts known = Parts.of(provisional);
		Parts now = Parts.of(current);
		if (known == null || now == null || known.seconds() == 0) {
			return false;
		}
		boolean sameServer = strict ? known.server().equals(now.server()) : known.serverName().equals(now.serverName());
		// Both were cut to full seconds
		return sameServer && now.seconds() >= known.seconds()
				&& now.seconds() - known.seconds() < Math.min(life, known.life());
	}

	/**
	 * The parts of an epoch.
	 *
	 * @param life minimum life of a stream, in seconds; zero if the epoch is not
	 * provisional
	 */
	private record Parts(long seconds, long life, String server) {

		static @Nullable Parts of(String epoch) {
			int first = epoch.indexOf(MARK);
			int second = epoch.indexOf(MARK, first + 1);
			int third = (first == 0) ? epoch.indexOf(MARK, second + 1) : second;
			if (first < 0 || second < 0 || third < 0) {
				return null;
			}
			try {
				long seconds = Long.parseLong(epoch, first + 1, second, 16);
				long life = (third != second) ? Long.parseLong(epoch, second + 1, third, 16) - 1 : 0;
				return (seconds >= 0) ? new Parts(seconds, life, epoch.substring(third + 1)) : null;
			}
			catch (NumberFormatException ex) {
				return null;
			}
		}

		String serverName() {
			int dot = this.server.indexOf('.');
			return (dot < 0) ? this.server : this.server.substring(0, dot);
		}

	}

}
