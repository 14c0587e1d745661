package io.github.realtimespring.checker.client;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.realtimespring.checker.history.PublicationId;

/**
 * What the checker publishes: it says of itself which publication it is.
 *
 * @param publication which one
 * @param filler makes it as long as wanted; letters only
 */
public record Payload(PublicationId publication, String filler) {

	/**
	 * As JSON.
	 */
	public byte[] encode() {
		return ("{\"c\":\"" + this.publication.channel() + "\",\"p\":\"" + this.publication.publisher() + "\",\"s\":"
				+ this.publication.sequence() + ",\"f\":\"" + this.filler + "\"}")
			.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The checksum of all of it.
	 */
	public long checksum() {
		CRC32 crc = new CRC32();
		crc.update(encode());
		return crc.getValue();
	}

	/**
	 * From JSON as text.
	 */
	public static Payload decode(String json) {
		return decode(JsonMapper.shared().readTree(json));
	}

	/**
	 * From JSON, whatever that is: what isn't there is empty, and will be found corrupt.
	 * @param json what came
	 */
	static Payload decode(JsonNode json) {
		PublicationId id = new PublicationId(json.path("c").asString(""), json.path("p").asString(""),
				json.path("s").asLong(-1));
		return new Payload(id, json.path("f").asString(""));
	}

}
