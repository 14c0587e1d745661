package io.github.realtimespring.helm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Values that the chart refuses, and the words in which it does.
 */
@EnabledIf(value = "io.github.realtimespring.helm.HelmChart#engineAvailable",
		disabledReason = "The Helm engine has no native library for this platform")
class RefusedValuesTests {

	@Test
	void whenNoRedisIsGivenThenTheMessageNamesTheChoices() {
		assertRefused("relay \"redis\" needs an existing Redis. Set redis.host, or redis.sentinel.master");
	}

	@Test
	void whenTwoKindsOfRedisAreGivenThenTheMessageNamesThem() {
		assertRefused("redis.host and redis.cluster are set", "redis.host=redis", "redis.cluster.nodes[0]=redis:6379");
	}

	@Test
	void whenSentinelIsIncompleteThenTheMessageSaysSo() {
		assertRefused("needs both redis.sentinel.master and redis.sentinel.nodes", "redis.sentinel.master=mymaster");
	}

	@Test
	void whenTheSentinelPasswordHasNoSecretThenTheMessageSaysSo() {
		assertRefused("Secret redis.existingSecret, which is not set", "redis.sentinel.master=mymaster",
				"redis.sentinel.nodes[0]=redis:26379", "redis.sentinelPasswordKey=password");
	}

	@Test
	void whenAnAuthorityIsGivenWithoutEncryptionThenTheMessageSaysSo() {
		assertRefused("would not be encrypted", "redis.host=redis", "redis.ssl.caSecret=ca");
	}

	@Test
	void whenSeveralNodesUseTheLocalRelayThenTheMessageSaysWhyNot() {
		assertRefused("clients of 2 nodes could not reach each other. Set replicaCount to 1", "relay=local");
	}

	@Test
	void whenTheGracePeriodIsShorterThanTheDrainThenTheMessageSaysHowLongItHasToBe() {
		assertRefused("need at least 100: Kubernetes would kill the node while it drains", "redis.host=redis",
				"drain.timeoutSeconds=90");
	}

	@Test
	void whenTokensHaveTwoSourcesThenTheMessageSaysSo() {
		assertRefused("Set only one of the two", "redis.host=redis", "jwt.existingSecret=jwt",
				"jwt.issuerUri=https://id.example.com");
	}

	@Test
	void whenTheIngressHasNoHostThenTheMessageSaysSo() {
		assertRefused("ingress.enabled needs at least one entry in ingress.hosts", "redis.host=redis",
				"ingress.enabled=true");
	}

	@ParameterizedTest
	@ValueSource(strings = { "replicas=3", "redis.hots=redis", "jwt.secret=hunter2", "ingress.timeout=3600",
			"probes.liveness.path=/health" })
	void whenAKeyIsUnknownThenTheSchemaRefusesIt(String assignment) {
		assertRefused("additional properties", "redis.host=redis", assignment);
	}

	@ParameterizedTest
	@ValueSource(strings = { "relay=kafka", "replicaCount=-1", "redis.port=70000", "redis.host=redis://redis:6379",
			"redis.cluster.nodes[0]=redis", "management.port=8080", "allowedOrigins[0]=app.example.com", "maxSurge=0",
			"jwt.issuerUri=id.example.com", "service.type=ExternalName" })
	void whenAValueIsImpossibleThenTheSchemaRefusesIt(String assignment) {
		assertRefused("values don't meet the specifications of the schema", "redis.host=redis", assignment);
	}

	private static void assertRefused(String words, String... assignments) {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> HelmChart.renderDefaults(assignments))
			.withMessageContaining(words);
	}

}
