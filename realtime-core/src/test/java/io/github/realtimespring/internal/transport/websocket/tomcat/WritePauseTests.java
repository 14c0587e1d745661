package io.github.realtimespring.internal.transport.websocket.tomcat;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.internal.hub.inbound.SocketReader;

import static org.assertj.core.api.Assertions.assertThat;

class WritePauseTests {

	private final Reader reader = new Reader();

	private final WritePause pause = new WritePause(this.reader);

	@Test
	void readingPausesWhileAWriteIsUnderWay() {
		this.pause.begin();
		assertThat(this.reader.pauses).isOne();
		this.pause.end();
		assertThat(this.reader.pauses).isZero();
	}

	@Test
	void anEndThatComesFirstLeavesThePausesOfOthersInForce() {
		this.reader.pause();
		this.pause.end();
		assertThat(this.reader.pauses).as("the pause of a pong that waits").isOne();
		this.pause.begin();
		assertThat(this.reader.pauses).isOne();
	}

	@Test
	void theNextWriteMayBeginAndEndBeforeTheFirstIsKnownToHaveBegun() {
		this.pause.end();
		this.pause.begin();
		assertThat(this.reader.pauses).isZero();
		this.pause.begin();
		assertThat(this.reader.pauses).isOne();
		this.pause.end();
		assertThat(this.reader.pauses).isZero();
	}

	private static final class Reader implements SocketReader {

		private int pauses;

		@Override
		public void pause() {
			this.pauses++;
		}

		@Override
		public void proceed() {
			this.pauses--;
		}

	}

}
