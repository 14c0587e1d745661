package io.github.realtimespring.internal.hub.inbound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/**
 * The networks of clients. One client has as many IPv6 addresses as it wants: all of a
 * network of 64 bits, the smallest that providers assign.
 */
public final class ClientNetwork {

	private static final int NETWORK_BYTES = 8;

	private ClientNetwork() {
	}

	/**
	 * Return the network of an IPv6 address, or another address as it is.
	 */
	public static String of(String address) {
		// With a colon it is never looked up as a name
		if (address.indexOf(':') < 0) {
			return address;
		}
		int scope = address.indexOf('%');
		try {
			InetAddress parsed = InetAddress.getByName((scope < 0) ? address : address.substring(0, scope));
			return (parsed instanceof Inet6Address)
					? HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES) + "/64" : parsed.getHostAddress();
		}
		catch (UnknownHostException ex) {
			return address;
		}
	}

}
