{{- /*
A container's flags: those of every phase, then extraArgs, then what the storage phase adds. extraArgs of the
same name take a flag's place, and one that names the phase keeps the chart's own flags of the phase out.
*/ -}}
{{- define "e2e.flags" -}}
{{- $given := .values.extraArgs -}}
{{- $ofPhase := not (or (hasKey $given "architecture.storage") (hasKey $given "write-path")) -}}
{{- range include "e2e.common-flags" . | splitList "\n" }}{{ template "e2e.flag" (dict "line" . "given" $given) }}{{ end }}
{{- range $name, $value := $given }}
- {{ printf "-%s=%v" $name $value | quote }}
{{- end }}
{{- range include "e2e.v2-flags" . | splitList "\n" }}{{ template "e2e.flag" (dict "line" . "given" $given) }}{{ end }}
{{- if $ofPhase }}
{{- range include "e2e.phase-flags" . | splitList "\n" }}{{ template "e2e.flag" (dict "line" . "given" $given) }}{{ end }}
{{- end }}
{{- end }}

{{- define "e2e.flag" -}}
{{- $name := splitList "=" .line | first | trim -}}
{{- if and $name (not (hasKey .given $name)) }}
- {{ printf "-%s" (trim .line) | quote }}
{{- end }}
{{- end }}

{{- define "e2e.common-flags" -}}
{{- with .root.Values.architecture.microservices -}}
{{- $suffix := ternary .clusterLabelSuffix "" .enabled -}}
target={{ $.component }}
self-profiling.disable-push=true
server.http-listen-port=4040
memberlist.cluster-label={{ $.root.Release.Namespace }}-{{ $.root.Release.Name }}{{ $suffix }}
memberlist.join=dns+{{ $.root.Release.Name }}-memberlist.{{ include "e2e.namespace-domain" $.root }}:7946
config.file=/etc/pyroscope/config.yaml
runtime-config.file=/etc/pyroscope/overrides/overrides.yaml
log.level=debug
{{- end }}
{{- end }}

{{- define "e2e.v2-flags" -}}
{{- if .root.Values.architecture.storage.v2 -}}
query-backend.address=dns:///_grpc._tcp.{{ include "e2e.headless" (dict "root" .root "component" "query-backend") }}.$(NAMESPACE_FQDN):9095
metastore.address=kubernetes:///{{ include "e2e.headless" (dict "root" .root "component" "metastore") }}.$(NAMESPACE_FQDN):9095
{{- end }}
{{- if .holdsMetastore }}
metastore.data-dir=./data-metastore/data
metastore.raft.dir=./data-metastore/raft
metastore.raft.snapshots-dir=./data-metastore/raft
metastore.raft.bind-address=:9099
metastore.raft.server-id=$(POD_NAME).$(PYROSCOPE_METASTORE_SERVICE)
metastore.raft.advertise-address=$(POD_NAME).$(PYROSCOPE_METASTORE_SERVICE)
metastore.raft.bootstrap-peers=dnssrvnoa+_raft._tcp.$(PYROSCOPE_METASTORE_SERVICE)
{{- end }}
{{- end }}

{{- define "e2e.phase-flags" -}}
{{- with .root.Values.architecture.storage -}}
{{- if and .v1 .v2 -}}
architecture.storage=v1-v2-dual
write-path=combined
write-path.ingester-weight={{ .migration.ingesterWeight }}
write-path.segment-writer-weight={{ .migration.segmentWriterWeight }}
{{- if and (has $.component (list "all" "query-frontend")) (ne .migration.queryBackendFrom "auto") }}
enable-query-backend-from={{ .migration.queryBackendFrom }}
{{- end }}
{{- else if .v2 -}}
architecture.storage=v2
{{- else -}}
architecture.storage=v1
write-path=ingester
{{- end }}
{{- end }}
{{- end }}
