package io.github.realtimespring.checker.history;

/**
 * Tells publications apart, however often each was tried.
 *
 * @param channel the channel that it was meant for
 * @param publisher who made it
 * @param sequence its number among this publisher's publications on this channel; a
 * publisher makes the next one only when the outcome of this one is known
 */
public record PublicationId(String channel, String publisher, long sequence) {

	@Override
	public String toString() {
		return this.publisher + "#" + this.sequence;
	}

}
