package io.github.realtimespring.internal.protocol.stomp.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.AntPathMatcher;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.protocol.stomp.frame.StompFrames;
import io.github.realtimespring.internal.protocol.stomp.frame.StompVersion;

import static org.assertj.core.api.Assertions.assertThat;

class StompMessageEncoderTests {

	private final StompDestinations destinations = new StompDestinations((destination) -> true, "/user/",
			new AntPathMatcher());

	private StompMessageEncoder encoder(StompVersion version) {
		return new StompMessageEncoder(version, "s:1", false, this.destinations);
	}

	private static Publication publication(byte[] data, String contentType, Map<String, String> tags) {
		return new Publication(data, contentType).withTags(tags);
	}

	@Test
	void clientsCanNotChooseIdsWhoseEncodersHaveOneHash() {
		StompMessageEncoder one = new StompMessageEncoder(StompVersion.V1_2, "AaAaAaAa", false, this.destinations);
		StompMessageEncoder other = new StompMessageEncoder(StompVersion.V1_2, "BBBBBBBB", false, this.destinations);
		StompMessageEncoder same = new StompMessageEncoder(StompVersion.V1_2, "AaAaAaAa", false, this.destinations);
		assertThat("AaAaAaAa").hasSameHashCodeAs("BBBBBBBB");
		assertThat(one).doesNotHaveSameHashCodeAs(other).hasSameHashCodeAs(same);
	}

	@Test
	void headersAreEscapedAsTheVersionWantsIt() {
		Publication publication = publication(new byte[0], null, Map.of("k:", "a\\b\r\nc"));
		assertThat(encoder(StompVersion.V1_2).encode("x", publication).string()).contains("\nsubscription:s\\c1\n")
			.contains("\nk\\c:a\\\\b\\r\\nc\n");
		assertThat(encoder(StompVersion.V1_1).encode("x", publication).string()).contains("\nk\\c:a\\\\b \\nc\n");
		assertThat(encoder(StompVersion.V1_0).encode("x", publication).string()).contains("\nsubscription:s:1\n")
			.doesNotContain("\nk");
	}

	@Test
	void aTagCanNotPassForAHeaderOfTheFrame() {
		Publication publication = publication(new byte[0], null,
				Map.of("destination", "/elsewhere", "Content-Length", "9", "subscription", "other"));
		assertThat(encoder(StompVersion.V1_2).encode("x", publication).string()).contains("destination:/topic/x\n")
			.doesNotContain("elsewhere", "Content-Length", "other");
	}

	@ParameterizedTest
	@ValueSource(strings = { "offset", "epoch", "Epoch", "redelivered", "recovered", " offset", "offset\t",
			"offset\u00a0", "\ufeffoffset", "" })
	void aTagCanNotPassForAHeaderOfTheStream(String name) {
		Publication publication = publication(new byte[0], null, Map.of(name, "fake"));
		assertThat(encoder(StompVersion.V1_2).encode("x", publication).string()).doesNotContain("fake");
	}

	@ParameterizedTest
	@ValueSource(strings = { "message-id", "id", "ack", "receipt", "receipt-id", "transaction", "heart-beat",
			"simpOrigDestination", "Authorization", "token", "login", "passcode", "realtimeTenant" })
	void whatBelongsToOneFrameOrOneClientIsNoTag(String name) {
		Publication publication = publication(new byte[0], null, Map.of(name, "fake"));
		assertThat(encoder(StompVersion.V1_2).encode("x", publication).string()).doesNotContain("fake");
	}

	@Test
	void aPublicationOfAStreamSaysWhereItStands() {
		Publication publication = publication(new byte[0], null, Map.of("of set", "tag"))
			.withPosition(new StreamPosition(7, "abc"));
		assertThat(encoder(StompVersion.V1_2).encode("x", publication).string()).containsSubsequence("\noffset:7\n",
				"epoch:abc\n", "of set:tag\n");
	}

	@Test
	void bytesThatAreTextLeaveAsText() {
		byte[] text = "gr\u00fc\u00df \u20ac".getBytes(StandardCharsets.UTF_8);
		Frame frame = encoder(StompVersion.V1_2).encode("x", publication(text, "text/plain", Map.of()));
		assertThat(frame.isText()).isTrue();
		assertThat(frame.string()).contains("content-length:" + text.length + "\n")
			.endsWith("\n\ngr\u00fc\u00df \u20ac\0");
	}

	@Test
	void bytesThatAreNoTextLeaveAsBinary() {
		byte[] binary = { (byte) 0xff, 0 };
		assertThat(encoder(StompVersion.V1_2).encode("x", publication(binary, null, Map.of())).isText()).isFalse();
		assertThat(encoder(StompVersion.V1_2)
			.encode("x", publication(new byte[] { 'a' }, "application/octet-stream", Map.of()))
			.isText()).isFalse();
		assertThat(new StompMessageEncoder(StompVersion.V1_2, "1", true, this.destinations)
			.encode("x", publication(binary, null, Map.of()))
			.isText()).isTrue();
	}

	@Test
	void theLengthThatATextFrameStatesIsThatOfWhatArrives() {
		Frame frame = new StompMessageEncoder(StompVersion.V1_2, "1", true, this.destinations).encode("x",
				publication(new byte[] { (byte) 0xff, 'a' }, null, Map.of()));
		assertThat(frame.string()).contains("content-length:4\n").endsWith("\n\n\ufffda\0");
	}

	@Test
	void messageIdsDiffer() {
		Publication publication = publication(new byte[0], null, Map.of());
		assertThat(encoder(StompVersion.V1_2).encode("x", publication).string())
			.isNotEqualTo(encoder(StompVersion.V1_2).encode("x", publication).string());
	}

	@Test
	void subscriptionsOfTheSameIdShareAFrame() {
		assertThat(encoder(StompVersion.V1_2)).isEqualTo(encoder(StompVersion.V1_2))
			.isNotEqualTo(encoder(StompVersion.V1_1));
	}

	@Test
	void aMessageToAcknowledgeGetsAnIdForEachReceiver() {
		StompMessageEncoder encoder = new StompMessageEncoder(StompVersion.V1_2, "1", false, this.destinations, true);
		Frame frame = encoder.encode("x", publication(new byte[] { 'b' }, null, Map.of()));
		assertThat(frame.string()).doesNotContain("message-id");
		assertThat(StompFrames.acknowledgeable(frame, StompVersion.V1_2, "i", false).string())
			.startsWith("MESSAGE\nmessage-id:i\nack:i\ndestination:/topic/x\n")
			.endsWith("\n\nb\0");
		assertThat(StompFrames.acknowledgeable(frame, StompVersion.V1_1, "i", true).string())
			.startsWith("MESSAGE\nmessage-id:i\nredelivered:true\ndestination:/topic/x\n");
	}

	@Test
	void onlyReceiversWhoAcknowledgeAlikeShareFrames() {
		StompMessageEncoder automatic = new StompMessageEncoder(StompVersion.V1_2, "1", false, this.destinations);
		assertThat(automatic).isEqualTo(new StompMessageEncoder(StompVersion.V1_2, "1", false, this.destinations))
			.isNotEqualTo(new StompMessageEncoder(StompVersion.V1_2, "1", false, this.destinations, true));
	}

}
