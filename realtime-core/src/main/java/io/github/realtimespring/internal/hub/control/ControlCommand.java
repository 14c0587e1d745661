package io.github.realtimespring.internal.hub.control;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.audit.AuditAction;

/**
 * A command to all nodes. Immutable.
 *
 * <p>
 * On the wire a command is a version, a type, the kind and the value of its selector, and
 * what the type adds. A node does not confirm commands that it can't read, such as those
 * of a newer version.
 */
public sealed interface ControlCommand {

	/**
	 * Return the selected clients.
	 */
	ClientSelector clients();

	/**
	 * Return what the audit trail records of a session for which it was executed.
	 */
	AuditAction action();

	/**
	 * Return the name of the channel that the command is about, {@code null} if there is
	 * none.
	 */
	default @Nullable String channel() {
		return null;
	}

	/**
	 * Return the time until which the command stays in force, also for nodes that start
	 * later; {@code null} if it applies to present sessions only.
	 */
	default @Nullable Instant inForceUntil() {
		return null;
	}

	/**
	 * Close sessions after pending messages have been written.
	 *
	 * @param clients the clients
	 * @param code the close code
	 */
	record Disconnect(ClientSelector clients, CloseCode code) implements ControlCommand {

		@Override
		public AuditAction action() {
			return AuditAction.DISCONNECTED;
		}

	}

	/**
	 * Close sessions at once, and reject their credentials.
	 *
	 * @param clients the clients
	 * @param at the time of the revocation; tokens issued later are not affected
	 * @param until the time until which credentials are rejected
	 */
	record Revoke(ClientSelector clients, Instant at, Instant until) implements ControlCommand {

		@Override
		public Instant inForceUntil() {
			return this.until;
		}

		@Override
		public AuditAction action() {
			return AuditAction.REVOKED;
		}

	}

	/**
	 * End subscriptions.
	 *
	 * @param clients the clients
	 * @param channel the name of the channel
	 */
	record Unsubscribe(ClientSelector clients, String channel) implements ControlCommand {

		@Override
		public AuditAction action() {
			return AuditAction.UNSUBSCRIBED;
		}

	}

	/**
	 * Check the subscriptions of sessions again.
	 *
	 * @param clients the clients
	 * @param expiresAt the new end of their identities, {@code null} if it stays
	 */
	record Refresh(ClientSelector clients, @Nullable Instant expiresAt) implements ControlCommand {

		@Override
		public AuditAction action() {
			return AuditAction.REFRESHED;
		}

	}

	/**
	 * Make subscriptions.
	 *
	 * @param clients the clients
	 * @param channel the name of the channel
	 */
	record Subscribe(ClientSelector clients, String channel) implements ControlCommand {

		@Override
		public AuditAction action() {
			return AuditAction.SUBSCRIBED;
		}

	}

	/**
	 * Encode the command.
	 */
	default byte[] encode() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			Codec.write(this, out);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	/**
	 * Decode a command.
	 * @throws UnreadableCommandException if it is malformed or of an unknown version
	 */
	static ControlCommand decode(byte[] bytes) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			return Codec.read(in);
		}
		catch (UnreadableCommandException ex) {
			throw ex;
		}
		catch (IOException | IllegalArgumentException ex) {
			throw new UnreadableCommandException("Unreadable command", ex);
		}
	}

	/**
	 * Thrown when a command can't be read.
	 */
	final class UnreadableCommandException extends IllegalArgumentException {

		UnreadableCommandException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

	/**
	 * The form of commands on the wire.
	 */
	final class Codec {

		private static final byte VERSION = 1;

		/** With a tenant: a node that knows none must not execute it for all. */
		private static final byte TENANT_VERSION = 2;

		private static final byte DISCONNECT = 1;

		private static final byte REVOKE = 2;

		private static final byte UNSUBSCRIBE = 3;

		private static final byte REFRESH = 4;

		private static final byte SUBSCRIBE = 5;

		private Codec() {
		}

		private static void write(ControlCommand command, DataOutputStream out) throws IOException {
			out.writeByte((command.clients().tenant() != null) ? TENANT_VERSION : VERSION);
			if (command instanceof Disconnect disconnect) {
				writeHead(DISCONNECT, command, out);
				out.writeInt(disconnect.code().code());
				out.writeUTF(disconnect.code().reason());
			}
			else if (command instanceof Revoke revoke) {
				writeHead(REVOKE, command, out);
				out.writeLong(revoke.at().toEpochMilli());
				out.writeLong(revoke.until().toEpochMilli());
			}
			else if (command instanceof Unsubscribe unsubscribe) {
				writeHead(UNSUBSCRIBE, command, out);
				out.writeUTF(unsubscribe.channel());
			}
			else if (command instanceof Refresh refresh) {
				writeHead(REFRESH, command, out);
				out.writeBoolean(refresh.expiresAt() != null);
				if (refresh.expiresAt() != null) {
					out.writeLong(refresh.expiresAt().toEpochMilli());
				}
			}
			else if (command instanceof Subscribe subscribe) {
				writeHead(SUBSCRIBE, command, out);
				out.writeUTF(subscribe.channel());
			}
		}

		private static void writeHead(byte type, ControlCommand command, DataOutputStream out) throws IOException {
			out.writeByte(type);
			out.writeUTF(command.clients().kind().name());
			out.writeUTF(command.clients().value());
			String tenant = command.clients().tenant();
			if (tenant != null) {
				out.writeUTF(tenant);
			}
		}

		private static ControlCommand read(DataInputStream in) throws IOException {
			int version = in.readByte();
			if (version != VERSION && version != TENANT_VERSION) {
				throw new UnreadableCommandException("Unknown version of a command: " + version, null);
			}
			int type = in.readByte();
			ClientSelector clients = new ClientSelector(ClientSelector.Kind.valueOf(in.readUTF()), in.readUTF(),
					(version == TENANT_VERSION) ? in.readUTF() : null);
			return switch (type) {
				case DISCONNECT -> new Disconnect(clients, new CloseCode(in.readInt(), in.readUTF()));
				case REVOKE ->
					new Revoke(clients, Instant.ofEpochMilli(in.readLong()), Instant.ofEpochMilli(in.readLong()));
				case UNSUBSCRIBE -> new Unsubscribe(clients, in.readUTF());
				case REFRESH -> new Refresh(clients, in.readBoolean() ? Instant.ofEpochMilli(in.readLong()) : null);
				case SUBSCRIBE -> new Subscribe(clients, in.readUTF());
				default -> throw new UnreadableCommandException("Unknown type of a command: " + type, null);
			};
		}

	}

}
