package io.github.realtimespring.internal.protocol.centrifuge;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.session.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

class CentrifugeCodesTests {

	@Test
	void errorsHaveTheProtocolsCodes() {
		assertThat(Arrays.stream(CentrifugeError.values())
			.collect(Collectors.toMap(CentrifugeError::code, CentrifugeError::message)))
			.containsExactlyInAnyOrderEntriesOf(Map.ofEntries(Map.entry(100, "internal server error"),
					Map.entry(101, "unauthorized"), Map.entry(102, "unknown channel"),
					Map.entry(103, "permission denied"), Map.entry(104, "method not found"),
					Map.entry(105, "already subscribed"), Map.entry(106, "limit exceeded"),
					Map.entry(107, "bad request"), Map.entry(108, "not available"), Map.entry(109, "token expired"),
					Map.entry(110, "expired"), Map.entry(111, "too many requests"),
					Map.entry(112, "unrecoverable position"), Map.entry(113, "concurrent pagination")));
		assertThat(Arrays.stream(CentrifugeError.values()).filter(CentrifugeError::isTemporary))
			.extracting(CentrifugeError::code)
			.containsExactly(100, 111, 113);
	}

	@Test
	void errorsAreFoundByCode() {
		for (CentrifugeError error : CentrifugeError.values()) {
			assertThat(CentrifugeError.of(error.code())).isSameAs(error);
		}
		assertThat(CentrifugeError.of(99)).isNull();
		assertThat(CentrifugeError.of(114)).isNull();
		assertThat(CentrifugeError.of(400)).isNull();
	}

	@Test
	void disconnectsHaveTheProtocolsCodes() {
		assertThat(Arrays.stream(CentrifugeDisconnect.values())
			.map(CentrifugeDisconnect::closeCode)
			.collect(Collectors.toMap(CloseCode::code, CloseCode::reason)))
			.containsExactlyInAnyOrderEntriesOf(Map.ofEntries(Map.entry(3000, "connection closed"),
					Map.entry(3001, "shutdown"), Map.entry(3004, "internal server error"),
					Map.entry(3005, "connection expired"), Map.entry(3006, "subscription expired"),
					Map.entry(3008, "slow"), Map.entry(3009, "write error"), Map.entry(3010, "insufficient state"),
					Map.entry(3011, "force reconnect"), Map.entry(3012, "no pong"),
					Map.entry(3013, "too many requests"), Map.entry(3014, "state invalidated"),
					Map.entry(3500, "invalid token"), Map.entry(3501, "bad request"), Map.entry(3502, "stale"),
					Map.entry(3503, "force disconnect"), Map.entry(3504, "connection limit"),
					Map.entry(3505, "channel limit"), Map.entry(3506, "inappropriate protocol"),
					Map.entry(3507, "permission denied"), Map.entry(3508, "not available"),
					Map.entry(3509, "too many errors")));
	}

	@Test
	void unsubscribesHaveTheProtocolsCodes() {
		assertThat(Arrays.stream(CentrifugeUnsubscribe.values())
			.collect(Collectors.toMap(CentrifugeUnsubscribe::code, CentrifugeUnsubscribe::reason)))
			.containsExactlyInAnyOrderEntriesOf(Map.of(2000, "server unsubscribe", 2500, "insufficient state", 2501,
					"subscription expired", 2502, "state invalidated"));
	}

	@ParameterizedTest
	@CsvSource({ "SHUTDOWN,3001", "SLOW,3008", "WRITE_FAILED,3009", "STALE,3502", "NO_PONG,3012", "EXPIRED,3005",
			"TOO_MANY_REQUESTS,3013", "UNENCODABLE,3506", "INTERNAL_ERROR,3004" })
	void reasonsOfTheHubHaveACode(CloseReason reason, int code) {
		assertThat(CentrifugeDisconnect.of(reason).closeCode().code()).isEqualTo(code);
	}

	@ParameterizedTest
	@EnumSource(CloseReason.class)
	void everyReasonOfTheHubHasACode(CloseReason reason) {
		assertThat(CentrifugeDisconnect.of(reason)).isNotNull();
	}

}
