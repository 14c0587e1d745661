package io.github.realtimespring.internal.resume;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ResumeTokensTests {

	private static final byte[] SECRET = "a secret of at least 32 bytes ..".getBytes(StandardCharsets.UTF_8);

	private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

	private final String token = ResumeTokens.issue(SECRET, "stomp", "session", "alice", NOW.plusSeconds(60));

	@Test
	void namesTheSessionOfItsUser() {
		assertThat(ResumeTokens.verify(SECRET, this.token, "stomp", "alice", NOW)).isEqualTo("session");
		String anonymous = ResumeTokens.issue(SECRET, "stomp", "s", "", NOW.plusSeconds(60));
		assertThat(ResumeTokens.verify(SECRET, anonymous, "stomp", "", NOW)).isEqualTo("s");
	}

	@Test
	void isOfNoUseToAnotherUser() {
		assertThat(ResumeTokens.verify(SECRET, this.token, "stomp", "bob", NOW)).isNull();
		assertThat(ResumeTokens.verify(SECRET, this.token, "stomp", "", NOW)).isNull();
	}

	@Test
	void theUserCannotPassForAPartOfTheSession() {
		String other = ResumeTokens.issue(SECRET, "stomp", "sessiona", "lice", NOW.plusSeconds(60));
		assertThat(ResumeTokens.verify(SECRET, other, "stomp", "alice", NOW)).isNull();
	}

	@Test
	void isOfNoUseInAnotherProtocol() {
		assertThat(ResumeTokens.verify(SECRET, this.token, "centrifuge", "alice", NOW)).isNull();
		assertThat(ResumeTokens.verify(SECRET, this.token, "stompalice", "", NOW)).isNull();
	}

	@Test
	void expires() {
		assertThat(ResumeTokens.verify(SECRET, this.token, "stomp", "alice", NOW.plusSeconds(59))).isNotNull();
		assertThat(ResumeTokens.verify(SECRET, this.token, "stomp", "alice", NOW.plusSeconds(60))).isNull();
	}

	@Test
	void whatWasNotIssuedHereIsRefused() {
		byte[] otherSecret = SECRET.clone();
		otherSecret[0]++;
		assertThat(ResumeTokens.verify(otherSecret, this.token, "stomp", "alice", NOW)).isNull();
		for (int i = 0; i < this.token.length(); i++) {
			char changed = (this.token.charAt(i) == 'A') ? 'Q' : 'A';
			String forged = this.token.substring(0, i) + changed + this.token.substring(i + 1);
			assertThat(ResumeTokens.verify(SECRET, forged, "stomp", "alice", NOW)).isNull();
		}
		for (String garbage : new String[] { "", "x", "ä", "AAAA", this.token + this.token, "A".repeat(100_000) }) {
			assertThat(ResumeTokens.verify(SECRET, garbage, "stomp", "alice", NOW)).isNull();
		}
	}

}
