package io.github.realtimespring.internal.relay.redis.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.realtimespring.relay.RelayException;

/**
 * Opens the relay's own connections with the client of the application's connection
 * factory, and so to wherever and however that factory was configured. The methods block.
 */
public final class RedisConnections {

	private static final long REFRESH_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final AtomicLong refreshedAt = new AtomicLong(System.nanoTime() - REFRESH_INTERVAL_NANOS);

	private final LettuceConnectionFactory factory;

	private final Duration publishTimeout;

	public RedisConnections(RedisConnectionFactory factory, Duration publishTimeout) {
		if (!(factory instanceof LettuceConnectionFactory lettuce)) {
			throw new UnsupportedConnectionFactoryException(
					"The Redis relay needs a LettuceConnectionFactory, but the application has a "
							+ factory.getClass().getName());
		}
		this.factory = lettuce;
		this.publishTimeout = publishTimeout;
	}

	/**
	 * The kind of Redis deployment, for operators.
	 */
	public String mode() {
		if (isCluster()) {
			return "cluster";
		}
		return this.factory.isRedisSentinelAware() ? "sentinel" : "standalone";
	}

	/**
	 * The number of the database, 0 in a cluster.
	 */
	public int database() {
		return isCluster() ? 0 : this.factory.getDatabase();
	}

	public boolean isCluster() {
		return this.factory.isClusterAware();
	}

	/**
	 * Open a connection for publishing.
	 * @param refused reports rejected commands
	 * @throws RelayException if the server is a replica
	 */
	public PublishLink openPublishing(CommandErrorReporter refused) throws Exception {
		AbstractRedisClient client = client();
		return (client instanceof RedisClusterClient cluster) ? openPublishing(cluster, refused)
				: openPublishing((RedisClient) client, refused);
	}

	private PublishLink openPublishing(RedisClient client, CommandErrorReporter refused) throws Exception {
		StatefulRedisConnection<byte[], byte[]> connection = open(client,
				(opener) -> opener.connect(ByteArrayCodec.INSTANCE));
		PublishLink link = new PublishLink(connection, refused, this.publishTimeout);
		// After a failover a sentinel or a name server may still name the old master
		if (link.isReplica().toCompletableFuture().get()) {
			RelayException reason = new RelayException("The Redis server is a replica");
			link.close(reason);
			throw reason;
		}
		return link;
	}

	/**
	 * In a cluster every node passes publications on to all others, so any node will do.
	 * Staying with one keeps the order and reveals its failure; nodes of the application
	 * choose at random. Scripts of streams go to the server of their key.
	 */
	private PublishLink openPublishing(RedisClusterClient client, CommandErrorReporter refused) {
		refresh(client);
		StatefulRedisClusterConnection<byte[], byte[]> cluster = client.connect(ByteArrayCodec.INSTANCE);
		List<RedisClusterNode> nodes = new ArrayList<>(client.getPartitions().getPartitions());
		nodes.removeIf((node) -> !node.getRole().isUpstream() || node.is(RedisClusterNode.NodeFlag.FAIL)
				|| node.is(RedisClusterNode.NodeFlag.EVENTUAL_FAIL));
		Collections.shuffle(nodes);
		RedisException failure = new RedisException("The Redis cluster has no usable node");
		for (RedisClusterNode node : nodes) {
			try {
				// By address, as the cluster's own commands do: they then share it
				StatefulRedisConnection<byte[], byte[]> connection = cluster.getConnection(node.getUri().getHost(),
						node.getUri().getPort());
				return new PublishLink(connection, connectAll(cluster, nodes), cluster.async(), cluster, refused,
						() -> refreshSoon(client), this.publishTimeout);
			}
			catch (RedisException ex) {
				failure.addSuppressed(ex);
			}
		}
		cluster.closeAsync();
		throw failure;
	}

	/**
	 * Connect to all nodes, without waiting: one of them may not answer.
	 */
	private static List<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> connectAll(
			StatefulRedisClusterConnection<byte[], byte[]> cluster, List<RedisClusterNode> nodes) {
		List<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> connections = new ArrayList<>();
		for (RedisClusterNode node : nodes) {
			connections.add(cluster.getConnectionAsync(node.getUri().getHost(), node.getUri().getPort()));
		}
		return connections;
	}

	/**
	 * Learn which servers the cluster has now, at most once a second.
	 */
	private void refreshSoon(RedisClusterClient client) {
		long now = System.nanoTime();
		long last = this.refreshedAt.get();
		if (now - last > REFRESH_INTERVAL_NANOS && this.refreshedAt.compareAndSet(last, now)) {
			client.refreshPartitionsAsync();
		}
	}

	/**
	 * Open a connection for receiving.
	 */
	public SubscribeLink openSubscribing(SubscribeLink.Receiver receiver) {
		return new SubscribeLink(openPubSub(), receiver);
	}

	private StatefulRedisPubSubConnection<byte[], byte[]> openPubSub() {
		AbstractRedisClient client = client();
		if (client instanceof RedisClusterClient cluster) {
			refresh(cluster);
			return cluster.connectPubSub(ByteArrayCodec.INSTANCE);
		}
		return open((RedisClient) client, (opener) -> opener.connectPubSub(ByteArrayCodec.INSTANCE));
	}

	private AbstractRedisClient client() {
		// Asked for each time: a factory that was stopped and started has another one
		return this.factory.getRequiredNativeClient();
	}

	private static <C> C open(RedisClient client, Function<RedisClient, C> opener) {
		try {
			return opener.apply(client);
		}
		catch (IllegalStateException ex) {
			throw new UnsupportedConnectionFactoryException(
					"The Redis relay needs one address to connect to: a server, "
							+ "the sentinels or a cluster, not a fixed list of master and replicas",
					ex);
		}
	}

	/**
	 * Learn which nodes the cluster has now; by default nothing else would notice that
	 * one has gone.
	 */
	private static void refresh(RedisClusterClient client) {
		client.getPartitions();
		client.refreshPartitions();
	}

}
