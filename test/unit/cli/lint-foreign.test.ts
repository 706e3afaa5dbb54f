import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

/** What repositories hold beside values of the charts that the packs know; `@N` is a number, `@C` the name of another chart. */
const FOREIGN: Readonly<Record<string, string>> = {
  'apps/@C-@N/values.yaml':
    'architecture: standalone\nauth: {enabled: true}\nreplicaCount: 3\nimage: {tag: 1.20}\ningress: {enabled: true, hosts: [a]}\nglobal: {imageRegistry: x}\n',
  'apps/@C-@N/values-production.yaml':
    '@C: {structuredConfig: {limits: {retention_period: 10}}}\nminio: {enabled: flase}\n',
  'apps/@C-@N/ingress.yaml': 'ingress:\n  enabled: true\n  hosts: [{host: a.example.org, paths: [/]}]\n',
  'apps/@C-@N/kustomization.yaml': 'helmCharts: [{name: @C, version: 1.0.0, valuesFile: values.yaml}]\n',
  'apps/@C-@N/release.yaml':
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: @C}\nspec: {chart: {spec: {chart: @C}}, values: {architecture: standalone}}\n',
  'charts/@C-@N/Chart.yaml': 'name: @C-@N\nversion: 0.1.0\n',
  'charts/@C-@N/values.yaml': 'architecture: replication\npersistence: {enabled: "no"}\n',
  'charts/@C-@N/templates/deployment.yaml':
    'kind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n  labels: {{- toYaml .Values.pyroscope | nindent 4 }}\n',
  'clusters/@N/app.yaml':
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: @C}\nspec: {source: {chart: @C, helm: {values: "architecture: standalone"}}}\n',
  'rules/@N.yaml': "groups:\n  - name: pyroscope\n    rules: [{alert: PyroscopeDown, expr: 'up == 0'}]\n",
  'ci/@N.yaml': 'on: push\njobs: {a: {runs-on: ubuntu-latest}}\n',
  'secrets/@N.yaml': 'pyroscope: {password: "ENC[AES256_GCM,data:a,type:str]"}\nsops: {version: 3.8.1}\n',
  'lgtm/@N/values.yaml': 'grafana: {enabled: true}\nloki: {enabled: true}\npyroscope: {enabled: false}\n',
  'pyroscope/@N/config.yaml': 'storage: {backend: s3}\nserver: {http_listen_port: 4040}\n',
  'pyroscope/@N/group_vars.yaml': 'pyroscope: {version: 1}\n',
  'broken/@N.yaml': 'a: [\n{{ if .x }}\n',
};

function repository(copies: number): Record<string, string> {
  const files: Record<string, string> = { '.git/HEAD': '' };
  const charts = ['redis', 'loki', 'mimir', 'alloy', 'grafana', 'tempo', 'minio'];
  for (let number = 0; number < copies; number++)
    for (const [name, text] of Object.entries(FOREIGN)) {
      const filled = (one: string): string =>
        one.replaceAll('@C', charts[number % charts.length] ?? '').replaceAll('@N', String(number));
      files[filled(name)] = filled(text);
    }
  return files;
}

describe('a repository of other charts', () => {
  it('has no finding, and a note that counts its files', async () => {
    const files = repository(8);
    const { code, out, said } = await run(['lint', '**/*.yaml', '--info', '--format', 'json'], { files });
    expect(JSON.parse(out)).toMatchObject({ findings: [], values: [] });
    expect(code).toBe(0);
    expect(said).toMatch(/^phasegate: note: \d+ files without values of pyroscope skipped\n$/);
  });

  it('does not hide the one file that is a values file of the chart', async () => {
    const own = { 'apps/profiles/values.yaml': 'architecture: {storage: {v1: false, v2: false}}\n' };
    const { out } = await run(['lint', '**/*.yaml', '--format', 'json'], {
      files: { ...repository(2), ...own },
    });
    const { findings } = JSON.parse(out) as { findings: { file: string; severity: string }[] };
    expect(findings.filter(({ severity }) => severity === 'error').map(({ file }) => file)).toEqual([
      'apps/profiles/values.yaml',
    ]);
  });
});
