package io.github.realtimespring.internal.protocol.stomp.message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.util.AntPathMatcher;

import io.github.realtimespring.internal.guard.ChannelDestinations;
import io.github.realtimespring.internal.protocol.stomp.frame.StompVersion;

import static org.assertj.core.api.Assertions.assertThat;

class StompDestinationsTests {

	private final StompDestinations destinations = new StompDestinations((destination) -> true, "/user/",
			new AntPathMatcher());

	@ParameterizedTest
	@CsvSource({ "/topic/x,x", "/topic/chat:1,chat:1", "/topic/a/b,a/b", "/queue/x,/queue/x", "/topic,/topic",
			"/topic/,/topic/", "/topic//user/bob/queue/x,/topic//user/bob/queue/x" })
	void aDestinationAndItsChannelMeanEachOther(String destination, String channel) {
		assertThat(this.destinations.channel(destination)).isEqualTo(channel);
		assertThat(this.destinations.destination(channel)).isEqualTo(destination);
	}

	@Test
	void aUserChannelIsKnownByWhatItsUserSubscribedTo() {
		assertThat(this.destinations.destination("/user/a%2Fb/queue/x")).isEqualTo("/user/queue/x");
		assertThat(this.destinations.userTarget("/user/a%2Fb/queue/x"))
			.isEqualTo(new ChannelDestinations.UserTarget("a/b", "/queue/x"));
		assertThat(this.destinations.userTarget("/user/bob")).isNull();
		assertThat(this.destinations.userTarget("/user//queue/x")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/topic/a.*,/topic/a.", "/topic/a/**,/topic/a", "/topic/{x},/topic/", "/topic/a?c,/topic/a",
			"plain,plain" })
	void thePrefixOfAPatternCoversWhatThePatternMatches(String pattern, String prefix) {
		assertThat(StompDestinations.literalPrefix(pattern)).isEqualTo(prefix);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "-,1.0", "'',1.0", "'1.0,1.1',1.1", "'1.2, 1.1',1.2", "'1.1,2.0',1.1", "2.0,-" })
	void theBestCommonVersionIsChosen(String accepted, String chosen) {
		StompVersion version = StompVersion.negotiate(accepted);
		assertThat((version != null) ? version.number() : null).isEqualTo(chosen);
	}

}
