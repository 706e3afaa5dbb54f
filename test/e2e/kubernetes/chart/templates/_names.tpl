{{- define "e2e.labels" -}}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{ include "e2e.instance" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "e2e.instance" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* Of one component; takes the dict that e2e.components makes of it. */ -}}
{{- define "e2e.selector" -}}
{{ include "e2e.instance" .root }}
app.kubernetes.io/component: {{ .component | quote }}
{{- end }}

{{- define "e2e.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "e2e.labels" .root | nindent 2 }}
  app.kubernetes.io/component: {{ .component | quote }}
{{- end }}

{{- /* Where a component's headless Service is found; the single binary has one for all. */ -}}
{{- define "e2e.headless" -}}
{{- $of := ternary (printf "-%s" .component) "" .root.Values.architecture.microservices.enabled -}}
{{ .root.Release.Name }}{{ $of }}-headless
{{- end }}

{{- define "e2e.namespace-domain" -}}
{{ .Release.Namespace }}.svc{{ .Values.pyroscope.cluster_domain }}
{{- end }}
