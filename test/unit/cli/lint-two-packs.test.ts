import { describe, expect, it } from 'vitest';
import { type Files, lint } from './lint-folder.ts';
import { run } from './run.ts';

/** Whose values a run takes the files for, in the order of their names. */
async function takenIn(files: Files): Promise<readonly string[]> {
  const { values, findings } = await lint(files, ...Object.keys(files));
  const taken = values.map(({ name, chart, below }) => `${name} ${chart}${below ? ` below ${below}` : ''}`);
  return [...taken, ...findings.map(({ file, ruleId }) => `${file} ${ruleId}`)];
}

const SPEC = 'prometheus: {prometheusSpec: {remoteWrite: [{url: http://old.example/write}]}}\n';
const SERVER = 'server: {remoteWrite: [{url: http://old.example/write}]}\n';

describe('a file that has words of the charts of Prometheus', () => {
  it.each([
    [
      'scrapes itself',
      'app/values.yaml',
      'prometheus: {enabled: true, port: 9090}\nserver: {image: {tag: 1}}\n',
    ],
    [
      'is of another chart with a server',
      'argo/values.yaml',
      'server: {replicas: 2, extraArgs: [--insecure]}\n',
    ],
    ['is of another chart in a folder of the name', 'prometheus/values.yaml', 'server: {replicaCount: 2}\n'],
    ['is of an exporter', 'prometheus-node-exporter/values.yaml', 'prometheus: {monitor: {enabled: true}}\n'],
    ['lists hosts', 'hosts.yaml', 'server: [a.example.org]\nprometheus: [b.example.org]\n'],
    ['holds rules', 'prometheus/rules.yaml', 'groups: [{name: prometheus, rules: []}]\n'],
    [
      'is the configuration',
      'prometheus/prometheus.yml',
      'global: {scrape_interval: 1m}\nremote_write: []\n',
    ],
    ['is no YAML', 'prometheus/config.yaml', 'prometheus:\n  a: [\n'],
    ['is no YAML and has a server', 'conf/app.yaml', 'server:\n  a: [\n'],
    ['is an object that cannot be read', 'deploy.yaml', 'kind: Pod\nmetadata:\n  prometheus.io/scrape: [\n'],
    ['switches applications on', 'apps.yaml', 'prometheus: {enabled: true}\nloki: {enabled: true}\n'],
    [
      'is of a chart with the chart prometheus below',
      'all.yaml',
      'prometheus: {server: {retention: 4d}}\nworkers: {replicas: 1}\n',
    ],
  ])('is not taken for their values where it %s', async (_, name, text) => {
    expect(await takenIn({ [name]: text })).toEqual([]);
  });

  it('is not taken for them outside of a repository either', async () => {
    const files = { 'values.yaml': 'prometheus: {enabled: true}\ncontroller: {replicas: 1}\n' };
    const { out } = await run(['lint', 'values.yaml', '--format', 'json'], { files });
    expect(JSON.parse(out)).toMatchObject({ findings: [], values: [] });
  });
});

describe('values of the charts of Prometheus', () => {
  it.each([
    ['kube-prometheus-stack by its spec', { 'a/values.yaml': SPEC }, 'a/values.yaml 88.5.3'],
    ['prometheus by its entries', { 'a/values.yaml': SERVER }, 'a/values.yaml 29.27.0'],
    [
      'prometheus by its files',
      { 'a/values.yaml': 'serverFiles: {prometheus.yml: {rule_files: []}}\n' },
      'a/values.yaml 29.27.0',
    ],
    [
      'prometheus beside keys that many charts have',
      {
        'a/values.yaml': `${SERVER}ingress: {enabled: true}\nserviceAccount: {create: true}\nrbac: {create: true}\n`,
      },
      'a/values.yaml 29.27.0',
    ],
    [
      'kube-prometheus-stack in an umbrella',
      {
        'a/values.yaml': `kube-prometheus-stack:\n  grafana: {enabled: false}\n  ${SPEC}loki: {enabled: true}\n`,
      },
      'a/values.yaml 88.5.3 below kube-prometheus-stack',
    ],
    [
      'prometheus in an umbrella',
      { 'a/values.yaml': `prometheus:\n  kube-state-metrics: {enabled: false}\n  ${SERVER}` },
      'a/values.yaml 29.27.0 below prometheus',
    ],
    [
      'a chart that a Chart.yaml depends on',
      {
        'a/values.yaml': `kube-prometheus-stack: {prometheus: {enabled: true}}\n`,
        'a/Chart.yaml':
          'name: mon\nversion: 1.0.0\ndependencies: [{name: kube-prometheus-stack, version: 65.8.1}]\n',
      },
      'a/values.yaml 65.8.1 below kube-prometheus-stack',
    ],
  ])('are known: %s', async (_, files, taken) => {
    expect(await takenIn(files as Files)).toContain(taken);
  });

  it('are read in the version that a release names', async () => {
    const helmfile =
      'releases: [{name: mon, chart: prometheus-community/kube-prometheus-stack, version: 65.8.1, values: [mon.yaml]}]\n';
    expect(await takenIn({ 'mon.yaml': SPEC, 'helmfile.yaml': helmfile })).toContain('mon.yaml 65.8.1');
  });

  it.each([
    ['additionalRemoteWrite', ['prometheus/template-in-url']],
    ['remoteWrite', []],
  ])('are told of braces where no template fills them in: %s', async (list, rules) => {
    const text = `prometheus:\n  prometheusSpec:\n    ${list}: [{url: 'http://{{ .Release.Name }}/write'}]\n`;
    const { findings } = await lint({ 'a/values.yaml': text }, 'a/values.yaml');
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(rules);
  });

  it('are not told of braces that helmfile fills in', async () => {
    const entry = "{url: 'http://{{ .Release.Name }}/write'}";
    const helmfile = `releases:\n  - name: mon\n    chart: prometheus-community/kube-prometheus-stack\n    values:\n      - prometheus: {prometheusSpec: {additionalRemoteWrite: [${entry}]}}\n`;
    expect((await lint({ 'helmfile.yaml': helmfile }, 'helmfile.yaml')).findings).toEqual([]);
  });

  it('say nothing of keys that are not known', async () => {
    const { findings } = await lint({ 'a/values.yaml': `${SPEC}nothing: {reads: this}\n` }, 'a/values.yaml');
    expect(findings).toEqual([]);
  });
});

describe('values of Pyroscope', () => {
  const OWN = 'pyroscope: {persistence: {enabled: true}}\n';

  it.each([
    [
      'beside a key of the others',
      { 'a/values.yaml': `${OWN}prometheus: {enabled: true}\nserver: {a: 1}\n` },
    ],
    ['in a folder of their name', { 'prometheus/values.yaml': OWN }],
  ])('stay its own %s', async (_, files) => {
    const { values } = await lint(files, ...Object.keys(files));
    expect(values.map(({ chart }) => chart)).toEqual(['2.2.1']);
  });

  it('are as certain beside a file that has the name of another chart', async () => {
    const files = {
      'pyroscope/values.yaml': 'prometheus: {enabled: true}\n',
      'pyroscope/values-prod.yaml': `# phasegate: chart=2.2.1\narchitecture: {storage: {v1: false, v2: false}}\n`,
    };
    const { values } = await lint(files, 'pyroscope/values-prod.yaml');
    expect(values.map(({ unread }) => unread)).toEqual([[]]);
  });
});
