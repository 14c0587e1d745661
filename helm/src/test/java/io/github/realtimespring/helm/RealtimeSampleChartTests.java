package io.github.realtimespring.helm;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.marcnuri.helm.LintResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.realtimespring.helm.Manifests.at;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the chart renders, for each of its example values files.
 */
@EnabledIf(value = "io.github.realtimespring.helm.HelmChart#engineAvailable",
		disabledReason = "The Helm engine has no native library for this platform")
class RealtimeSampleChartTests {

	static List<Path> examples() {
		return HelmChart.examples();
	}

	@Test
	void defaultsPassLintWithoutWarnings() {
		assertNoWarnings(HelmChart.lint());
	}

	@ParameterizedTest
	@MethodSource("examples")
	void examplesPassLintWithoutWarnings(Path values, @TempDir Path workDirectory) {
		assertNoWarnings(HelmChart.lint(values, workDirectory));
	}

	@Test
	void versionsAreTheProjectsVersion() {
		String version = System.getProperty("project.version");
		if (version != null) {
			assertThat(HelmChart.metadata()).containsEntry("version", version).containsEntry("appVersion", version);
		}
	}

	@ParameterizedTest
	@MethodSource("examples")
	void everyApiIsStable(Path values) {
		assertThat(HelmChart.render(values).apiVersions()).isSubsetOf("v1", "apps/v1", "policy/v1",
				"networking.k8s.io/v1", "monitoring.coreos.com/v1");
	}

	@ParameterizedTest
	@MethodSource("examples")
	void everySelectorFindsThePods(Path values) {
		Manifests manifests = HelmChart.render(values);
		Map<String, Object> labels = manifests.podLabels();
		assertThat(labels).containsAllEntriesOf(mapAt(manifests.deployment(), "spec.selector.matchLabels"));
		assertThat(labels).containsAllEntriesOf(mapAt(manifests.get("Service"), "spec.selector"));
		assertThat(labels)
			.containsAllEntriesOf(mapAt(manifests.get("PodDisruptionBudget"), "spec.selector.matchLabels"));
		assertThat(labels)
			.containsAllEntriesOf(mapAt(manifests.pod(), "topologySpreadConstraints.0.labelSelector.matchLabels"));
	}

	@ParameterizedTest
	@MethodSource("examples")
	void probesAskTheManagementPort(Path values) {
		Manifests manifests = HelmChart.render(values);
		Map<String, Object> container = manifests.container();
		assertThat(at(container, "ports.1.name")).isEqualTo("management");
		assertThat(at(container, "ports.1.containerPort")).isEqualTo(8081);
		assertThat(manifests.environment()).containsEntry("MANAGEMENT_SERVER_PORT", "8081");
		for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
			assertThat(at(container, probe + ".httpGet.port")).as(probe).isEqualTo("management");
		}
		assertThat(at(container, "startupProbe.httpGet.path")).isEqualTo("/actuator/health/liveness");
		assertThat(at(container, "readinessProbe.httpGet.path")).isEqualTo("/actuator/health/readiness");
		assertThat(at(container, "livenessProbe.httpGet.path")).isEqualTo("/actuator/health/liveness");
	}

	@ParameterizedTest
	@MethodSource("examples")
	void podsHaveNoRightsThatTheyDoNotNeed(Path values) {
		Manifests manifests = HelmChart.render(values);
		Map<String, Object> pod = manifests.pod();
		assertThat(pod).containsEntry("automountServiceAccountToken", false).containsEntry("enableServiceLinks", false);
		assertThat(at(pod, "securityContext.runAsNonRoot")).isEqualTo(true);
		assertThat(at(pod, "securityContext.runAsUser")).isEqualTo(10001);
		assertThat(at(pod, "securityContext.seccompProfile.type")).isEqualTo("RuntimeDefault");
		Map<String, Object> container = manifests.container();
		assertThat(at(container, "securityContext.readOnlyRootFilesystem")).isEqualTo(true);
		assertThat(at(container, "securityContext.allowPrivilegeEscalation")).isEqualTo(false);
		assertThat(at(container, "securityContext.capabilities.drop")).isEqualTo(List.of("ALL"));
		assertThat(at(container, "volumeMounts.0.mountPath")).isEqualTo("/tmp");
		assertThat(at(pod, "volumes.0.emptyDir.sizeLimit")).isEqualTo("256Mi");
		assertThat(at(container, "resources.limits.memory")).isNotNull();
	}

	@ParameterizedTest
	@MethodSource("examples")
	void secretsAreOnlyReferredTo(Path values) {
		Map<String, Object> environment = HelmChart.render(values).environment();
		for (String name : List.of("SPRING_DATA_REDIS_PASSWORD", "SPRING_DATA_REDIS_SENTINEL_PASSWORD",
				"SAMPLE_JWT_SECRET")) {
			Object value = environment.get(name);
			assertThat((value != null) ? at(value, "secretKeyRef.name") : "absent").as(name).isNotNull();
		}
	}

	@Test
	void updatesNeverTakeANodeAwayBeforeItsReplacementIsReady() {
		Manifests manifests = HelmChart.render(HelmChart.example("standalone"));
		assertThat(at(manifests.deployment(), "spec.replicas")).isEqualTo(2);
		assertThat(at(manifests.deployment(), "spec.strategy.rollingUpdate.maxUnavailable")).isEqualTo(0);
		assertThat(at(manifests.get("PodDisruptionBudget"), "spec.maxUnavailable")).isEqualTo(1);
	}

	@Test
	void gracePeriodOutlastsTheDrain() {
		Manifests manifests = HelmChart.render(HelmChart.example("full"));
		assertThat(manifests.environment()).containsEntry("REALTIME_DRAIN_TIMEOUT", "40s")
			.containsEntry("SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE", "45s");
		assertThat(manifests.pod()).containsEntry("terminationGracePeriodSeconds", 90);
		assertThat(at(manifests.container(), "lifecycle.preStop.sleep.seconds")).isEqualTo(5);
	}

	@Test
	void nodesAreNamedAfterTheirPods() {
		Map<String, Object> environment = HelmChart.render(HelmChart.example("standalone")).environment();
		assertThat(at(environment.get("REALTIME_NODENAME"), "fieldRef.fieldPath")).isEqualTo("metadata.name");
	}

	@Test
	void standaloneRedisIsReachedByHostAndPort() {
		Map<String, Object> environment = HelmChart.render(HelmChart.example("standalone")).environment();
		assertThat(environment).containsEntry("REALTIME_RELAY_TYPE", "redis")
			.containsEntry("REALTIME_RELAY_REDIS_PREFIX", "realtime")
			.containsEntry("SPRING_DATA_REDIS_HOST", "redis.data.svc")
			.containsEntry("SPRING_DATA_REDIS_PORT", "6379")
			.doesNotContainKeys("SPRING_DATA_REDIS_SENTINEL_MASTER", "SPRING_DATA_REDIS_CLUSTER_NODES",
					"SPRING_DATA_REDIS_SSL_ENABLED");
		assertThat(at(environment.get("SPRING_DATA_REDIS_PASSWORD"), "secretKeyRef.name"))
			.isEqualTo("redis-credentials");
		assertThat(at(environment.get("SPRING_DATA_REDIS_PASSWORD"), "secretKeyRef.key")).isEqualTo("redis-password");
	}

	@Test
	void sentinelRedisIsReachedByItsName() {
		Map<String, Object> environment = HelmChart.render(HelmChart.example("sentinel")).environment();
		assertThat(environment).containsEntry("SPRING_DATA_REDIS_SENTINEL_MASTER", "mymaster")
			.containsEntry("SPRING_DATA_REDIS_SENTINEL_NODES",
					"sentinel-0.redis:26379,sentinel-1.redis:26379,sentinel-2.redis:26379")
			.containsEntry("SPRING_DATA_REDIS_USERNAME", "realtime")
			.doesNotContainKeys("SPRING_DATA_REDIS_HOST", "SPRING_DATA_REDIS_CLUSTER_NODES");
		assertThat(at(environment.get("SPRING_DATA_REDIS_SENTINEL_PASSWORD"), "secretKeyRef.key"))
			.isEqualTo("sentinel-password");
		assertThat(at(environment.get("SAMPLE_JWT_SECRET"), "secretKeyRef.name")).isEqualTo("realtime-jwt");
	}

	@Test
	void clusterRedisIsEncryptedWithTheGivenAuthority() {
		Manifests manifests = HelmChart.render(HelmChart.example("cluster"));
		assertThat(manifests.environment())
			.containsEntry("SPRING_DATA_REDIS_CLUSTER_NODES", "redis-0.redis:6379,redis-1.redis:6379")
			.containsEntry("REALTIME_RELAY_REDIS_PREFIX", "chat-production")
			.containsEntry("SPRING_DATA_REDIS_SSL_BUNDLE", "redis")
			.containsEntry("SPRING_SSL_BUNDLE_PEM_REDIS_TRUSTSTORE_CERTIFICATE", "file:/etc/realtime/redis-ca/ca.crt")
			.containsEntry("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI", "https://id.example.com/realms/chat")
			.doesNotContainKeys("SPRING_DATA_REDIS_HOST", "SPRING_DATA_REDIS_PORT", "SAMPLE_JWT_SECRET");
		assertThat(at(manifests.container(), "volumeMounts.1.mountPath")).isEqualTo("/etc/realtime/redis-ca");
		assertThat(at(manifests.pod(), "volumes.1.secret.secretName")).isEqualTo("redis-ca");
	}

	@Test
	void singleNodeNeedsNoRedis() {
		Manifests manifests = HelmChart.render(HelmChart.example("local"));
		assertThat(manifests.environment()).containsEntry("REALTIME_RELAY_TYPE", "local");
		assertThat(manifests.environment().keySet()).noneMatch((name) -> name.contains("REDIS"));
	}

	@Test
	void onlyTheNecessaryObjectsExistByDefault() {
		assertThat(HelmChart.render(HelmChart.example("standalone")).kinds()).containsExactly("Deployment",
				"PodDisruptionBudget", "Service", "ServiceAccount");
	}

	@Test
	void ingressKeepsQuietConnectionsOpen() {
		Manifests manifests = HelmChart.render(HelmChart.example("full"));
		Map<String, Object> ingress = manifests.get("Ingress");
		assertThat(mapAt(ingress, "metadata.annotations"))
			.containsEntry("nginx.ingress.kubernetes.io/proxy-read-timeout", "3600")
			.containsEntry("nginx.ingress.kubernetes.io/proxy-send-timeout", "3600")
			.containsEntry("cert-manager.io/cluster-issuer", "internal");
		assertThat(at(ingress, "spec.ingressClassName")).isEqualTo("nginx");
		assertThat(at(ingress, "spec.tls.0.secretName")).isEqualTo("realtime-tls");
		assertThat(at(ingress, "spec.rules.0.http.paths.0.backend.service.name"))
			.isEqualTo(at(manifests.get("Service"), "metadata.name"));
		assertThat(manifests.environment()).containsEntry("SERVER_FORWARDHEADERSSTRATEGY", "native")
			.containsEntry("REALTIME_WEBSOCKET_ALLOWEDORIGINS", "https://app.example.com,https://admin.example.com");
	}

	@Test
	void annotationsOfTheIngressWinOverTheTimeouts() {
		Manifests manifests = HelmChart.render(HelmChart.example("full"),
				"ingress.annotations.nginx\\.ingress\\.kubernetes\\.io/proxy-read-timeout=7200s");
		assertThat(mapAt(manifests.get("Ingress"), "metadata.annotations"))
			.containsEntry("nginx.ingress.kubernetes.io/proxy-read-timeout", "7200s")
			.containsEntry("nginx.ingress.kubernetes.io/proxy-send-timeout", "3600");
	}

	@Test
	void managementPortIsNeverPublished() {
		Manifests manifests = HelmChart.render(HelmChart.example("full"));
		Map<String, Object> service = manifests.get("Service", "chat-realtime-sample");
		assertThat(at(service, "spec.type")).isEqualTo("LoadBalancer");
		assertThat((List<?>) at(service, "spec.ports")).hasSize(1);
		assertThat(at(service, "spec.ports.0.targetPort")).isEqualTo("http");
		Map<String, Object> management = manifests.get("Service", "chat-realtime-sample-management");
		assertThat(at(management, "spec.type")).isEqualTo("ClusterIP");
		assertThat(at(management, "spec.ports.0.port")).isEqualTo(8081);
		assertThat(mapAt(management, "metadata.labels"))
			.containsAllEntriesOf(mapAt(manifests.get("ServiceMonitor"), "spec.selector.matchLabels"));
	}

	@Test
	void networkPolicyOpensTheManagementPortOnlyToItsPeers() {
		Manifests manifests = HelmChart.render(HelmChart.example("full"));
		Map<String, Object> policy = manifests.get("NetworkPolicy");
		assertThat(at(policy, "spec.ingress.0.ports.0.port")).isEqualTo("http");
		assertThat(at(policy, "spec.ingress.0.from")).isNull();
		assertThat(at(policy, "spec.ingress.1.ports.0.port")).isEqualTo("management");
		assertThat((List<?>) at(policy, "spec.ingress.1.from")).hasSize(1);
	}

	@Test
	void changedConfigurationReplacesThePods() {
		String checksum = "spec.template.metadata.annotations.checksum/config";
		Manifests before = HelmChart.render(HelmChart.example("full"));
		Manifests after = HelmChart.render(HelmChart.example("full"), "config.realtime.limits.max-sessions=5");
		assertThat(mapAt(before.get("ConfigMap"), "data").get("application.yml").toString())
			.contains("subscribe: authenticated");
		assertThat(before.environment()).containsEntry("SPRING_CONFIG_ADDITIONALLOCATION",
				"file:/etc/realtime/config/");
		assertThat(at(before.container(), "volumeMounts.1.mountPath")).isEqualTo("/etc/realtime/config");
		assertThat(at(before.deployment(), checksum)).isNotNull().isNotEqualTo(at(after.deployment(), checksum));
	}

	private static void assertNoWarnings(LintResult result) {
		assertThat(result.getMessages()).noneMatch((message) -> message.contains("[WARNING]"))
			.noneMatch((message) -> message.contains("[ERROR]"));
		assertThat(result.isFailed()).isFalse();
	}

	private static Map<String, Object> mapAt(Object start, String path) {
		return Manifests.asMap(at(start, path));
	}

}
