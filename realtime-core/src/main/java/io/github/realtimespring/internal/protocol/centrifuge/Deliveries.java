package io.github.realtimespring.internal.protocol.centrifuge;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.History;
import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.guard.DeliveryGuard;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.protocol.centrifuge.codec.PublicationPushEncoder;
import io.github.realtimespring.internal.protocol.centrifuge.codec.ReplyWriter;

/**
 * Encodes publications for clients: as shared frames, or one by one if the application's
 * interceptors have to see them. Thread-safe.
 */
final class Deliveries {

	private final DeliveryGuard guard;

	Deliveries(DeliveryGuard guard) {
		this.guard = guard;
	}

	/**
	 * The encoder of a subscription's publications.
	 * @param name the channel's name as the client knows it
	 */
	PublicationEncoder encoder(Session session, String name) {
		return this.guard.isActive() ? new InterceptedEncoder(session, name) : new PublicationPushEncoder(name);
	}

	/**
	 * Filter missed publications for a client.
	 */
	Recovery pass(Session session, String name, String channel, Recovery recovery) {
		return (this.guard.isActive() && !recovery.missed().isEmpty()) ? new Recovery(recovery.start(),
				this.guard.pass(session, name, channel, recovery.missed()), recovery.top(), recovery.isComplete())
				: recovery;
	}

	/**
	 * Filter a history for a client.
	 */
	History pass(Session session, String name, String channel, History history) {
		return this.guard.isActive()
				? new History(this.guard.pass(session, name, channel, history.publications()), history.position())
				: history;
	}

	/**
	 * Publications that interceptors see first. Nothing is shared between receivers, as
	 * each may be withheld or changed for one of them.
	 */
	private final class InterceptedEncoder implements PublicationEncoder {

		private final Session session;

		private final String name;

		InterceptedEncoder(Session session, String name) {
			this.session = session;
			this.name = name;
		}

		@Override
		public @Nullable Frame encode(String channel, Publication publication) {
			Publication passed = Deliveries.this.guard.pass(this.session, this.name, channel, publication);
			return (passed != null) ? ReplyWriter.published(this.name, passed) : null;
		}

		@Override
		public boolean isShared() {
			return false;
		}

	}

}
