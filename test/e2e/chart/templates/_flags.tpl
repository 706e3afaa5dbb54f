{{- define "e2e.metastore-service" -}}
{{ .Release.Name }}-metastore-headless.{{ .Release.Namespace }}.svc{{ .Values.clusterDomain }}:9099
{{- end }}

{{- /* What the storage phase adds to every component's flags. */ -}}
{{- define "e2e.storage-flags" -}}
{{- $weights := .Values.weights -}}
{{- if .Values.storage.v2 -}}
- "-query-backend.address=dns:///_grpc._tcp.{{ .Release.Name }}-query-backend-headless.$(NAMESPACE_FQDN):9095"
- "-metastore.address=kubernetes:///{{ .Release.Name }}-metastore-headless.$(NAMESPACE_FQDN):9095"
{{ end -}}
{{- if and .Values.storage.v1 .Values.storage.v2 -}}
- "-architecture.storage=v1-v2-dual"
- "-write-path=combined"
- "-write-path.ingester-weight={{ $weights.ingester }}"
- "-write-path.segment-writer-weight={{ $weights.segmentWriter }}"
{{- else if .Values.storage.v2 -}}
- "-architecture.storage=v2"
{{- else -}}
- "-architecture.storage=v1"
- "-write-path=ingester"
{{- end -}}
{{- end }}

{{- define "e2e.raft-flags" -}}
- "-metastore.data-dir=./data-metastore/data"
- "-metastore.raft.dir=./data-metastore/raft"
- "-metastore.raft.snapshots-dir=./data-metastore/raft"
- "-metastore.raft.bind-address=:9099"
- "-metastore.raft.bootstrap-expect-peers=3"
- "-metastore.raft.server-id=$(POD_NAME).$(PYROSCOPE_METASTORE_SERVICE)"
- "-metastore.raft.advertise-address=$(POD_NAME).$(PYROSCOPE_METASTORE_SERVICE)"
- "-metastore.raft.bootstrap-peers=dnssrvnoa+_raft._tcp.$(PYROSCOPE_METASTORE_SERVICE)"
{{- end }}
