package io.github.realtimespring.internal.guard;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.security.AuthenticationUnavailableException;

/**
 * The reason for which a command was refused.
 */
public enum Refusal {

	/** The client may not do it. */
	DENIED,

	/** The client has not proved its identity. */
	UNAUTHENTICATED,

	/** The application can't tell now. */
	UNAVAILABLE;

	private static final String AUTHENTICATION_EXCEPTION = "org.springframework.security.core.AuthenticationException";

	private static final String ACCESS_EXCEPTION = "org.springframework.security.access.AccessDeniedException";

	private static final String SERVICE_EXCEPTION = "org.springframework.security.authentication.AuthenticationServiceException";

	/**
	 * The reason behind an interceptor's exception. Spring Security may be missing from
	 * the class path, so its types are known by name.
	 */
	static Refusal of(@Nullable Throwable thrown) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (cause instanceof AuthenticationUnavailableException || isA(cause, SERVICE_EXCEPTION)) {
				return UNAVAILABLE;
			}
			if (isA(cause, AUTHENTICATION_EXCEPTION)) {
				return UNAUTHENTICATED;
			}
		}
		return DENIED;
	}

	/**
	 * The reason behind an exception of Spring Security.
	 * @return {@code null} if it is none
	 */
	public static @Nullable Refusal ofSecurity(Throwable thrown) {
		if (isA(thrown, AUTHENTICATION_EXCEPTION)) {
			return isA(thrown, SERVICE_EXCEPTION) ? UNAVAILABLE : UNAUTHENTICATED;
		}
		return isA(thrown, ACCESS_EXCEPTION) ? DENIED : null;
	}

	private static boolean isA(Throwable thrown, String typeName) {
		for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
			if (type.getName().equals(typeName)) {
				return true;
			}
		}
		return false;
	}

}
