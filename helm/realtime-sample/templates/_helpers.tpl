{{- define "realtime-sample.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* 52 characters leave room for the suffix "-management". */}}
{{- define "realtime-sample.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "realtime-sample.selectorLabels" -}}
app.kubernetes.io/name: {{ include "realtime-sample.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "realtime-sample.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "realtime-sample.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "realtime-sample.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "realtime-sample.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "realtime-sample.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{/* Refuses combinations of values that the schema can't describe in words a person understands. */}}
{{- define "realtime-sample.validate" -}}
{{- $redis := .Values.redis }}
{{- $sentinel := or $redis.sentinel.master $redis.sentinel.nodes }}
{{- if eq .Values.relay "local" }}
{{- if gt (int .Values.replicaCount) 1 }}
{{- fail (printf "relay \"local\" keeps every message on its own node, so clients of %d nodes could not reach each other. Set replicaCount to 1, or relay to \"redis\"." (int .Values.replicaCount)) }}
{{- end }}
{{- else }}
{{- $modes := list }}
{{- if $redis.host }}{{- $modes = append $modes "redis.host" }}{{- end }}
{{- if $sentinel }}{{- $modes = append $modes "redis.sentinel" }}{{- end }}
{{- if $redis.cluster.nodes }}{{- $modes = append $modes "redis.cluster" }}{{- end }}
{{- if not $modes }}
{{- fail "relay \"redis\" needs an existing Redis. Set redis.host, or redis.sentinel.master and redis.sentinel.nodes, or redis.cluster.nodes." }}
{{- end }}
{{- if gt (len $modes) 1 }}
{{- fail (printf "Only one kind of Redis can be used, but %s are set." (join " and " $modes)) }}
{{- end }}
{{- if and $sentinel (not (and $redis.sentinel.master $redis.sentinel.nodes)) }}
{{- fail "A Redis behind Sentinel needs both redis.sentinel.master and redis.sentinel.nodes." }}
{{- end }}
{{- if and $redis.sentinelPasswordKey (not $redis.existingSecret) }}
{{- fail "redis.sentinelPasswordKey names a key of the Secret redis.existingSecret, which is not set." }}
{{- end }}
{{- if and $redis.ssl.caSecret (not $redis.ssl.enabled) }}
{{- fail "redis.ssl.caSecret is set, but redis.ssl.enabled is false: the connection would not be encrypted." }}
{{- end }}
{{- end }}
{{- if and .Values.jwt.existingSecret (or .Values.jwt.issuerUri .Values.jwt.jwkSetUri) }}
{{- fail "Tokens are checked either with the shared secret of jwt.existingSecret or with the keys of jwt.issuerUri or jwt.jwkSetUri. Set only one of the two." }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) }}
{{- fail "ingress.enabled needs at least one entry in ingress.hosts." }}
{{- end }}
{{- $needed := add .Values.preStopSleepSeconds .Values.drain.timeoutSeconds 10 }}
{{- if lt (int64 .Values.terminationGracePeriodSeconds) $needed }}
{{- fail (printf "terminationGracePeriodSeconds is %d, but preStopSleepSeconds, drain.timeoutSeconds and 10 seconds for the rest of the shutdown need at least %d: Kubernetes would kill the node while it drains." (int .Values.terminationGracePeriodSeconds) $needed) }}
{{- end }}
{{- end }}
