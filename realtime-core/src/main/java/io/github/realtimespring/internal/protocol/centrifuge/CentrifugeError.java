package io.github.realtimespring.internal.protocol.centrifuge;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.guard.Refusal;

/**
 * Every error code that the protocol defines for replies. Clients retry temporary errors,
 * fetch a new token for {@link #TOKEN_EXPIRED}, and give up on the others.
 */
enum CentrifugeError {

	/** This node or the relay failed. */
	INTERNAL(100, "internal server error", true),

	/** The client is not authenticated. */
	UNAUTHORIZED(101, "unauthorized", false),

	/** The channel's namespace does not exist. */
	UNKNOWN_CHANNEL(102, "unknown channel", false),

	/** The client may not do that. */
	PERMISSION_DENIED(103, "permission denied", false),

	/** There is no RPC method of that name. */
	METHOD_NOT_FOUND(104, "method not found", false),

	/** The session has a subscription to the channel, or is about to get one. */
	ALREADY_SUBSCRIBED(105, "already subscribed", false),

	/** The session has as many subscriptions as it may. */
	LIMIT_EXCEEDED(106, "limit exceeded", false),

	/** The command can be read but makes no sense. */
	BAD_REQUEST(107, "bad request", false),

	/** The feature does not exist here, or is off for the channel. */
	NOT_AVAILABLE(108, "not available", false),

	/** The token has expired; the client should fetch a new one. */
	TOKEN_EXPIRED(109, "token expired", false),

	/** The permission granted by the token has expired. */
	EXPIRED(110, "expired", false),

	/** The client sends too many requests. */
	TOO_MANY_REQUESTS(111, "too many requests", true),

	/** The position can't be recovered from. */
	UNRECOVERABLE_POSITION(112, "unrecoverable position", false),

	/** The stream changed while the client paged through it. */
	CONCURRENT_PAGINATION(113, "concurrent pagination", true);

	private final int code;

	private final String message;

	private final boolean temporary;

	CentrifugeError(int code, String message, boolean temporary) {
		this.code = code;
		this.message = message;
		this.temporary = temporary;
	}

	int code() {
		return this.code;
	}

	String message() {
		return this.message;
	}

	/**
	 * Whether clients should try again by themselves.
	 */
	boolean isTemporary() {
		return this.temporary;
	}

	/**
	 * The error's name in meters.
	 */
	String errorName() {
		return this.message.replace(' ', '-');
	}

	/**
	 * The error that tells a client why its command was refused.
	 */
	static CentrifugeError of(Refusal refusal) {
		return switch (refusal) {
			case DENIED, UNAUTHENTICATED -> PERMISSION_DENIED;
			case UNAVAILABLE -> INTERNAL;
		};
	}

	/**
	 * The error with a code, {@code null} if the protocol does not define it.
	 */
	static @Nullable CentrifugeError of(int code) {
		int index = code - INTERNAL.code;
		CentrifugeError[] all = values();
		return (index >= 0 && index < all.length) ? all[index] : null;
	}

}
