package io.github.realtimespring.internal.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/**
 * The networks of clients. One client has as many IPv6 addresses as it wants: all of a
 * network of 64 bits, the smallest that providers assign.
 */
final class ClientNetwork {

	private static final String ADDRESS = "address ";

	private static final int NETWORK_BYTES = 8;

	private ClientNetwork() {
	}

	/**
	 * Return the key of a client's limits, with its network in place of an IPv6 address.
	 */
	static String of(String key) {
		// With a colon it is never looked up as a name
		if (!key.startsWith(ADDRESS) || key.indexOf(':') < 0) {
			return key;
		}
		String address = key.substring(ADDRESS.length());
		int scope = address.indexOf('%');
		try {
			InetAddress parsed = InetAddress.getByName((scope < 0) ? address : address.substring(0, scope));
			return (parsed instanceof Inet6Address)
					? ADDRESS + HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES) + "/64"
					: ADDRESS + parsed.getHostAddress();
		}
		catch (UnknownHostException ex) {
			return key;
		}
	}

}
