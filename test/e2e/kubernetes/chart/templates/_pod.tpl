{{- define "e2e.pod" -}}
serviceAccountName: {{ .root.Release.Name }}
{{- with .values.terminationGracePeriodSeconds }}
terminationGracePeriodSeconds: {{ . }}
{{- end }}
containers:
  - name: {{ ternary "pyroscope" .component (eq .component "all") }}
    image: "{{ .values.image.repository }}:{{ .values.image.tag | default .root.Chart.AppVersion }}"
    args:
      {{- include "e2e.flags" . | indent 6 }}
    env:
      - name: POD_NAME
        valueFrom:
          fieldRef:
            fieldPath: metadata.name
      - name: NAMESPACE_FQDN
        value: {{ include "e2e.namespace-domain" .root | quote }}
      {{- if .root.Values.architecture.storage.v2 }}
      - name: PYROSCOPE_METASTORE_SERVICE
        value: {{ printf "%s.%s:9099" (include "e2e.headless" (dict "root" .root "component" "metastore")) (include "e2e.namespace-domain" .root) | quote }}
      {{- end }}
    ports:
      {{- range $name, $port := mergeOverwrite (include "e2e.ports" . | fromYaml) (dict "memberlist" 7946) }}
      - name: {{ $name }}
        containerPort: {{ $port }}
        protocol: TCP
      {{- end }}
    readinessProbe:
      httpGet:
        path: /ready
        port: http2
    volumeMounts:
      - name: config
        mountPath: /etc/pyroscope/config.yaml
        subPath: config.yaml
      - name: overrides-config
        mountPath: /etc/pyroscope/overrides/
      - name: data
        mountPath: /data
      {{- if .holdsMetastore }}
      - name: data
        mountPath: /data-metastore
        subPath: .metastore
      {{- end }}
volumes:
  - name: config
    configMap:
      name: {{ .root.Release.Name }}-config
  - name: overrides-config
    configMap:
      name: {{ .root.Release.Name }}-overrides-config
  {{- if not (include "e2e.claims" .) }}
  - name: data
    emptyDir: {}
  {{- end }}
{{- end }}

{{- /* Not empty where a component keeps its data. */ -}}
{{- define "e2e.claims" -}}
{{- if and (eq .values.kind "StatefulSet") .values.persistence.enabled }}true{{ end -}}
{{- end }}
