package io.github.realtimespring.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * From publish to the last of a thousand sockets that take everything at once; for one
 * delivery.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HubDeliveryBenchmark {

	private static final int SESSIONS = 1000;

	private static final String CHANNEL = "bench-1";

	private static final PublicationEncoder SHAPE = (channel, publication) -> Frame.line(publication.data());

	private final AtomicLong frames = new AtomicLong();

	private final Publication publication = new Publication(new byte[200], "application/json");

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			RealtimeMetrics.NONE);

	@Setup
	public void subscribe() {
		this.hub.start();
		for (int i = 0; i < SESSIONS; i++) {
			Session session = this.hub.open(Integer.toString(i), "none", new Protocol(), ClientIdentity.ANONYMOUS,
					new InstantWriter(this.frames));
			Subscription subscription = Subscription.toChannel(session, "0", CHANNEL, SHAPE);
			this.hub.subscribe(subscription).join();
			subscription.activate(null);
		}
	}

	@TearDown
	public void stop() {
		this.hub.stop();
	}

	@Benchmark
	@OperationsPerInvocation(SESSIONS)
	public void publish() {
		long last = this.frames.get() + SESSIONS;
		this.hub.publish(CHANNEL, this.publication);
		while (this.frames.get() < last) {
			Thread.onSpinWait();
		}
	}

	private static final class Protocol implements SessionProtocol {

		@Override
		public String name() {
			return "none";
		}

		@Override
		public CloseCode closeCode(CloseReason reason) {
			return new CloseCode(1000, "");
		}

	}

}
