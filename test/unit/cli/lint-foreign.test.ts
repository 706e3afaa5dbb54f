import { describe, expect, it } from 'vitest';
import { lint } from './lint-folder.ts';
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
    expect(said).toMatch(
      /^phasegate: note: \d+ files without values of pyroscope, kube-prometheus-stack, prometheus or pachyderm skipped\n$/,
    );
  });

  it('may share a file with the chart, whose other keys are then infos', async () => {
    const told = async (text: string, name = 'common.yaml'): Promise<Record<string, string>> => {
      const { out } = await run(['lint', name, '--info', '--format', 'json', '--chart-version', '2.2.1'], {
        files: { ...repository(1), [name]: text },
      });
      const { findings } = JSON.parse(out) as {
        findings: { ruleId: string; path: string; severity: string }[];
      };
      return Object.fromEntries(
        findings.flatMap(({ ruleId, path, severity }) => (ruleId.endsWith('-key') ? [[path, severity]] : [])),
      );
    };
    const text =
      'domain: example.org\npyroscpe: {}\npersistence: {enabled: true}\npyroscope: {replicaCount: 1, none: 1}\n';
    const own = { persistence: 'warning', pyroscpe: 'warning', 'pyroscope.none': 'warning' };
    expect(await told(text)).toEqual({ ...own, domain: 'info' });
    expect(await told(`# phasegate: chart=2.2.1\n${text}`)).toEqual({ ...own, domain: 'warning' });
    expect(await told(text, 'pyroscope/values.yaml')).toEqual({ ...own, domain: 'warning' });
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

describe('a file that is no values, in a folder with the name of the chart', () => {
  const TASKS = "---\n# of Ansible\n\n- name: install\n  command: 'helm install {{ release }}'\n";
  const PATCH = '- op: replace\n  path: /spec/replicas\n  value: 3\n';
  const JINJA = '{% if profiling %}\npyroscope:\n  replicaCount: {{ replicas }}\n{% endif %}\n';
  const TEMPLATE = 'pyroscope:\n{{- range .Values.all }}\n  {{ .name }}: 1\n{{- end }}\n';
  const TERRAFORM = 'pyroscope:\n  replicaCount: 2\n%{ if s3 ~}\n  structuredConfig: {}\n%{ endif ~}\n';
  const HELM_CHART =
    'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: p}\nspec:\n  chart: pyroscope\n  valuesContent: |-\n    pyroscope: {replicaCount: {{ n }}}\n';
  const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}-pyroscope}\n';

  it.each([
    ['tasks/main.yml', TASKS, 'a list, and not values of a chart'],
    ['patch.yaml', PATCH, 'a list, and not values of a chart'],
    ['names.yaml', '- a\n- b\n', 'a list, and not values of a chart'],
    ['flow.yaml', `[{op: add, path: /spec/values/a, value: 2}]\n`, 'a list, and not values of a chart'],
    ['flow.json', `[\n  {"op": "remove", "path": "/a"}\n]\n`, 'a list, and not values of a chart'],
    ['jinja.yaml', '[{{ x }}]\n', 'a template, and not YAML that Helm reads'],
    ['all.yml', JINJA, 'a template, and not YAML that Helm reads'],
    ['all.yaml', TEMPLATE, 'a template, and not YAML that Helm reads'],
    ['map.yaml', OBJECT, 'a template, and not YAML that Helm reads'],
    ['values.yaml.gotmpl', TEMPLATE, 'a template, which another program renders first'],
    [
      'values.yaml.gotmpl',
      'pyroscope: {replicaCount: "{{ .n }}"}\n',
      'a template, which another program renders first',
    ],
    ['values.yaml', TERRAFORM, 'a template, and not YAML that Helm reads'],
    [
      'values.tftpl',
      'pyroscope: {%{ if x }replicaCount: 2%{ endif }}\n',
      'a template, which another program renders first',
    ],
    ['chart.yaml.j2', HELM_CHART, 'a template, which another program renders first'],
  ])('is passed over with a note: %s', async (name, text, what) => {
    const { findings, code, said } = await lint({ [`pyroscope/${name}`]: text }, `pyroscope/${name}`);
    expect([findings, code]).toEqual([[], 0]);
    expect(said).toBe(`phasegate: note: pyroscope/${name} holds ${what}; skipped\n`);
  });

  it.each([
    ['that a Chart.yaml claims', TEMPLATE, { 'Chart.yaml': 'name: pyroscope\nversion: 2.2.1\n' }],
    [
      'that a release names',
      TEMPLATE,
      { 'helmfile.yaml': 'releases: [{name: p, chart: g/pyroscope, values: [values.yaml]}]\n' },
    ],
    ['with a modeline', `# phasegate: pack=pyroscope\n${PATCH}`, {}],
    ['that is neither a list nor a template', 'pyroscope:\n  tag: "{{ x }}"\n  a: [\n', {}],
  ])('is a syntax error %s', async (_, text, around) => {
    const files = Object.fromEntries(
      Object.entries({ ...around, 'values.yaml': text }).map(([name, own]) => [`pyroscope/${name}`, own]),
    );
    const { findings, code } = await lint(files, 'pyroscope/values.yaml');
    expect([findings.map(({ ruleId }) => ruleId), code]).toEqual([['syntax'], 1]);
  });
});

describe('values of an environment of helmfile', () => {
  const VALUES = 'pyroscope: {replicaCount: 3, enabled: true, bucket: b}\n';
  const RELEASE =
    'releases: [{name: p, chart: g/pyroscope, values: [{pyroscope: {replicaCount: {{ .Values.n }}}}]}]\n';

  it.each([
    ['helmfile.yaml.gotmpl', `environments:\n  prod: {values: [env/prod.yaml]}\n---\n${RELEASE}`],
    ['helmfile.yaml', 'environments:\n  prod:\n    values:\n      - ./env/{{ .Environment.Name }}.yaml\n'],
    ['environments.yaml', 'environments:\n  prod:\n    values:\n      - "env/prod.yaml"\n'],
  ])('fill in the helmfile, and no chart gets them: %s', async (name, text) => {
    const { findings, said } = await lint(
      { [`apps/${name}`]: text, 'apps/env/prod.yaml': VALUES },
      'apps/env/prod.yaml',
    );
    expect(findings).toEqual([]);
    expect(said).toContain('holds values of an environment of helmfile; skipped');
  });

  it('are not those that a release names', async () => {
    const text =
      'environments:\n  prod: {values: [other.yaml]}\nreleases: [{name: p, chart: g/pyroscope, values: [env/prod.yaml]}]\n';
    const { findings } = await lint(
      { 'apps/helmfile.yaml': text, 'apps/env/prod.yaml': VALUES },
      'apps/env/prod.yaml',
    );
    expect(findings.map(({ ruleId }) => ruleId)).toContain('unknown-key');
  });
});

describe('a file that switches applications on', () => {
  const FLAGS = 'grafana: {image: {tag: 11}}\npyroscope: {enabled: true, image: {tag: 1}}\n';

  it.each(['apps/values.yaml', 'pyroscope/apps.yaml'])('is of no chart in %s', async (file) => {
    const { values, findings } = await lint({ [file]: FLAGS }, file);
    expect([values, findings]).toEqual([[], []]);
  });

  it.each([
    ['a release', 'helmfile.yaml', 'releases: [{name: p, chart: g/pyroscope, values: [values.yaml]}]\n'],
    ['a Chart.yaml', 'Chart.yaml', 'name: outer\ndependencies: [{name: pyroscope, version: 2.2.1}]\n'],
  ])('is linted where %s names it for the chart', async (_, name, text) => {
    const files = { [`apps/${name}`]: text, 'apps/values.yaml': FLAGS };
    expect((await lint(files, 'apps/values.yaml')).values).toHaveLength(1);
  });
});

describe('a file outside of any repository', () => {
  const lintAlone = async (file: string, text: string, ...args: readonly string[]) => {
    const { out, said } = await run(['lint', file, '--format', 'json', ...args], { files: { [file]: text } });
    return { ...(JSON.parse(out) as { values: unknown[]; findings: unknown[] }), said };
  };

  it.each([
    'ingress: {enabled: true, hosts: [{host: a, paths: [/]}]}\n',
    'architecture: standalone\nreplicaCount: 3\n',
    'architecture: arm64\n',
  ])('is not claimed by keys that many charts have: %j', async (text) => {
    const { values, findings, said } = await lintAlone('values.yaml', text);
    expect([values, findings]).toEqual([[], []]);
    expect(said).toContain('--pack lints it all the same');
  });

  const INGRESS = 'ingress: {enabled: true}\n';
  it.each([
    ['its path has the name of the chart', 'pyroscope/values.yaml', INGRESS, []],
    ['a flag names the version of the chart', 'values.yaml', INGRESS, ['--chart-version', '2.2.1']],
    ['it is empty', 'values.yaml', '', []],
    ['it has a key that is the name of the chart', 'values.yaml', 'pyroscope: {nonsense: 1}\n', []],
  ])('is linted where %s', async (_, file, text, flags) => {
    expect((await lintAlone(file, text, ...flags)).values).toHaveLength(1);
  });
});
