{{- /* Name and number of what a component serves; the memberlist is reached through a Service of its own. */ -}}
{{- define "e2e.ports" -}}
http2: 4040
{{- if .root.Values.architecture.storage.v2 }}
grpc: 9095
{{- end }}
{{- if .holdsMetastore }}
raft: 9099
{{- end }}
{{- end }}
