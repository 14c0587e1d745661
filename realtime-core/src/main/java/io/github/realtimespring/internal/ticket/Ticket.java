package io.github.realtimespring.internal.ticket;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientIdentity;

/**
 * The client identity behind a ticket, with the origin and address to which the ticket is
 * bound. Encoded as strings and times, without objects of the application. Immutable.
 *
 * @param identity the authenticated client
 * @param origin the origin for which the ticket is valid, {@code null} for a client
 * without one
 * @param address the address for which it is valid, {@code null} for any
 */
record Ticket(ClientIdentity identity, @Nullable String origin, @Nullable String address) {

	private static final int VERSION = 1;

	private static final int TENANT_VERSION = 2;

	private static final int ABSENT = -1;

	private static final int MAX_AUTHORITIES = 100_000;

	byte[] encode() {
		Principal principal = this.identity.principal();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte((this.identity.tenant() != null) ? TENANT_VERSION : VERSION);
			write(out, this.identity.user());
			write(out, this.identity.destinationUser());
			write(out, (principal != null) ? TicketPrincipals.authorities(principal) : null);
			write(out, this.identity.expiresAt());
			write(out, this.identity.tokenId());
			write(out, this.identity.issuedAt());
			write(out, this.origin);
			write(out, this.address);
			if (this.identity.tenant() != null) {
				write(out, this.identity.tenant());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void write(DataOutputStream out, @Nullable String text) throws IOException {
		if (text == null) {
			out.writeInt(ABSENT);
			return;
		}
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	private static void write(DataOutputStream out, @Nullable List<String> texts) throws IOException {
		out.writeInt((texts != null) ? texts.size() : ABSENT);
		if (texts != null) {
			for (String text : texts) {
				write(out, text);
			}
		}
	}

	private static void write(DataOutputStream out, @Nullable Instant time) throws IOException {
		out.writeBoolean(time != null);
		if (time != null) {
			out.writeLong(time.getEpochSecond());
			out.writeInt(time.getNano());
		}
	}

	/**
	 * Decode a ticket.
	 * @return the ticket; {@code null} if this version can't read it
	 */
	static @Nullable Ticket decode(byte[] bytes) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			int version = in.readByte();
			if (version != VERSION && version != TENANT_VERSION) {
				return null;
			}
			String user = readText(in);
			String destinationUser = readText(in);
			if (user == null || destinationUser == null) {
				return null;
			}
			Principal principal = TicketPrincipals.create(user, destinationUser, readTexts(in));
			ClientIdentity identity = new ClientIdentity(principal, readTime(in), readText(in), readTime(in));
			String origin = readText(in);
			String address = readText(in);
			return new Ticket((version == TENANT_VERSION) ? identity.withTenant(readText(in)) : identity, origin,
					address);
		}
		catch (IOException | RuntimeException ex) {
			return null;
		}
	}

	private static @Nullable String readText(DataInputStream in) throws IOException {
		int length = in.readInt();
		if (length == ABSENT) {
			return null;
		}
		if (length < 0 || length > in.available()) {
			throw new IOException("Malformed length");
		}
		return new String(in.readNBytes(length), StandardCharsets.UTF_8);
	}

	private static @Nullable List<String> readTexts(DataInputStream in) throws IOException {
		int size = in.readInt();
		if (size == ABSENT) {
			return null;
		}
		if (size < 0 || size > MAX_AUTHORITIES) {
			throw new IOException("Malformed size");
		}
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			String text = readText(in);
			if (text != null) {
				texts.add(text);
			}
		}
		return texts;
	}

	private static @Nullable Instant readTime(DataInputStream in) throws IOException {
		return in.readBoolean() ? Instant.ofEpochSecond(in.readLong(), in.readInt()) : null;
	}

}
