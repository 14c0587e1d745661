package io.github.realtimespring.internal.guard;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.realtimespring.internal.channel.TopicChannels;

import static org.assertj.core.api.Assertions.assertThat;

class ChannelDestinationsTests {

	private final ChannelDestinations destinations = new ChannelDestinations(
			(destination) -> destination.startsWith("/topic") || destination.startsWith("/queue"), "/user/");

	@ParameterizedTest
	@CsvSource({ "x,/topic/x", "chat:1,/topic/chat:1", "/queue/x,/queue/x", "/user/queue/x,/user/queue/x",
			"/topic//x,/topic//x" })
	void aChannelHasOneDestination(String channel, String destination) {
		assertThat(this.destinations.served(channel)).isEqualTo(destination);
		assertThat(TopicChannels.isDestination(channel)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/app/x", "/topic/x", "/exchange/x", "/" })
	void aNameThatNoStompClientCouldSubscribeToHasNone(String channel) {
		assertThat(this.destinations.served(channel)).isNull();
	}

	@Test
	void anotherUserPrefixChangesTheDestinationAndNotTheChannel() {
		ChannelDestinations secured = new ChannelDestinations((destination) -> true, "/secured/user/");
		assertThat(secured.served("/user/queue/x")).isEqualTo("/secured/user/queue/x");
		assertThat(secured.destination("/user/bob/queue/x")).isEqualTo("/secured/user/queue/x");
		assertThat(secured.served("/secured/user/queue/x")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/user/ann/queue/x,/user/ann/queue/x", "/user/public,/user/public", "/user/a%2Fb/x,/user/a%2Fb/x",
			"/user/a%b/x,/user/a%25b/x" })
	void whereTheBrokerServesUsersDestinationsTheyAreOrdinaryOnes(String destination, String channel) {
		ChannelDestinations literal = new ChannelDestinations((candidate) -> candidate.startsWith("/user"), "/user/");
		assertThat(literal.isUser(destination)).isFalse();
		assertThat(literal.channel(destination)).isEqualTo(channel);
		assertThat(literal.destination(channel)).isEqualTo(destination);
	}

	@Test
	void whereTheBrokerServesTheResolvedDestinationTooItIsAUsers() {
		ChannelDestinations both = new ChannelDestinations(
				(candidate) -> candidate.startsWith("/user") || candidate.startsWith("/queue"), "/user/");
		assertThat(both.isUser("/user/queue/x")).isTrue();
		assertThat(both.isUser("/user/ann/queue/x")).isTrue();
		assertThat(both.isLiteralUser("/user/ann/queue/x")).isFalse();
		assertThat(both.destination("/user/ann/queue/x")).isEqualTo("/user/queue/x");
		assertThat(both.isUser("/user/public")).isFalse();
	}

	@Test
	void anotherUserPrefixMakesNoOrdinaryDestinationOfUsersChannels() {
		ChannelDestinations secured = new ChannelDestinations((destination) -> true, "/secured/user/");
		assertThat(secured.isLiteralUser("/user/bob/queue/x")).isFalse();
		assertThat(secured.isLiteralUser("/secured/user/bob/queue/x")).isFalse();
	}

}
