{{- /*
A list under `items`, one entry for each component that the toggles ask for: its own block of values over
those of `pyroscope`. The single binary is one component, `all`, that holds the metastore too.
*/ -}}
{{- define "e2e.components" -}}
{{- $blocks := dict "all" (dict "kind" "StatefulSet") -}}
{{- with .Values.architecture -}}
{{- if not (or .storage.v1 .storage.v2) -}}
{{- fail "one of architecture.storage.v1 and architecture.storage.v2 has to be true" -}}
{{- end -}}
{{- if .microservices.enabled -}}
{{- $blocks = dict -}}
{{- if .storage.v1 }}{{ $blocks = mergeOverwrite $blocks (deepCopy .microservices.v1) }}{{ end -}}
{{- if .storage.v2 }}{{ $blocks = mergeOverwrite $blocks (deepCopy .microservices.v2) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- $common := omit .Values.pyroscope "components" -}}
{{- $changes := .Values.pyroscope.components -}}
items:
{{- range $name, $block := $blocks }}
  {{- $own := mergeOverwrite (deepCopy $common) $block (index $changes $name | default dict | deepCopy) }}
  - component: {{ $name }}
    holdsMetastore: {{ and $.Values.architecture.storage.v2 (has $name (list "all" "metastore")) }}
    values: {{ toJson $own }}
{{- end }}
{{- end }}
