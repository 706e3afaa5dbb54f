import { describe, expect, it } from 'vitest';
import { packOfChart } from '../../../src/cli/pack-of-values.ts';
import { type Known, known, likely, type Pack, sure } from '../../../src/pack.ts';
import { prometheus } from '../../../src/packs/prometheus/index.ts';
import type { PrometheusFacts, PrometheusState } from '../../../src/packs/prometheus/read/facts.ts';
import type { ChartPack } from '../../../src/release/chart-values.ts';
import { caseOfValues, releaseValues, writtenTree } from '../../../src/release/from-values.ts';
import { readValuesText } from '../../../src/values/read-values.ts';
import type { MapNode } from '../../../src/values/tree.ts';

const NEW = 'https://new.example.org/api/v1/push';

interface Asked {
  readonly version?: string;
  readonly release?: string;
  readonly namespace?: string;
  readonly appVersion?: string;
  /** What somebody says of the stores. */
  readonly said?: Readonly<Record<string, string>>;
}

const packSaying = (said: Readonly<Record<string, string>>): Pack<PrometheusFacts> =>
  prometheus.withSettings?.((name) => {
    const word = said[name];
    return word === undefined ? undefined : known(word, 'person');
  }) ?? prometheus;

function valuesIn(text: string): MapNode {
  const read = readValuesText(text, 'values.yaml');
  if (!read.ok || read.value.kind !== 'map') throw new Error(`not values: ${text}`);
  return read.value;
}

function read(chart: string, text: string, { version, said = {}, ...rest }: Asked = {}): PrometheusState {
  const pack = packOfChart(chart, [packSaying(said) as unknown as ChartPack]);
  if (pack === undefined) throw new Error(`no pack has the chart ${chart}`);
  const of = version ?? pack.charts[0].versions.at(-1) ?? '';
  const input = { ...rest, chart: of, user: valuesIn(text), helm: 3 as const, textOf: () => text };
  return caseOfValues(pack as unknown as Pack<PrometheusFacts>, releaseValues(input, pack)).now;
}

const stack = (spec: string, asked?: Asked) =>
  read('kube-prometheus-stack', `prometheus: {prometheusSpec: {${spec}}}`, asked);
const plain = (text: string, asked?: Asked) => read('prometheus', text, asked);

const urls = ({ components }: PrometheusState) =>
  components.flatMap(({ entries }) => entries.map(({ url }) => (url?.sure ? url.value : `? ${likely(url)}`)));

const only = ({ components }: PrometheusState) => {
  const [one, ...others] = components;
  if (one === undefined || others.length > 0) throw new Error(`${components.length} components`);
  return one;
};

const setting = (state: PrometheusState, name: string) => state.setting(name).map((one) => sure(one));

const fileAndLine = (said: Known<unknown> | undefined) => {
  const node = said?.place?.in === 'values' ? said.place.node : undefined;
  return node?.origin.kind === 'file' ? `${node.origin.file}:${node.origin.line}` : undefined;
};

describe('values of kube-prometheus-stack', () => {
  it('have the entries of both lists, the second one behind the first', () => {
    const state = stack('additionalRemoteWrite: [{url: http://b}], remoteWrite: [{url: http://a}]');
    expect(urls(state)).toEqual(['http://a', 'http://b']);
    expect(fileAndLine(only(state).entries[1]?.url)).toBe('values.yaml:1');
    const place = only(state).entries[1]?.tree.place('url');
    expect(place?.in === 'values' && place.path).toEqual([
      ...['prometheus', 'prometheusSpec', 'additionalRemoteWrite', 0, 'url'],
    ]);
  });

  it.each([
    ['{{ .Release.Name }}-{{ .Release.Namespace }}', 'mon-metrics'],
    ['{{- .Release.Name -}}', 'mon'],
    ['{{ .Values.prometheus.prometheusSpec.retention }}', '10d'],
    ['{{ .Values.none }}', '? undefined'],
    ['{{ .Release.Name | upper }}', '? undefined'],
    ['{{ .Release.Name }}-{{ include "x" . }}', '? undefined'],
  ])('have texts of remoteWrite as tpl makes them: %s', (template, text) => {
    const asked = { release: 'mon', namespace: 'metrics' };
    expect(urls(stack(`remoteWrite: [{url: '${template}'}]`, asked))).toEqual([text]);
  });

  it('do not fill in the name of a release that is not known', () => {
    expect(urls(stack("remoteWrite: [{url: '{{ .Release.Name }}'}]"))).toEqual(['? undefined']);
  });

  it('keep the braces of additionalRemoteWrite, which no template fills in', () => {
    const url = 'http://{{ .Release.Name }}';
    expect(urls(stack(`additionalRemoteWrite: [{url: '${url}'}]`, { release: 'mon' }))).toEqual([url]);
    expect(urls(stack("additionalRemoteWrite: [{url: 'http://{{ name }}'}]"))).toEqual([
      '? http://{{ name }}',
    ]);
  });

  it('are of no Prometheus where it is switched off', () => {
    const { components, phase } = read('kube-prometheus-stack', 'prometheus: {enabled: false}');
    expect([components, phase.sure]).toEqual([[], false]);
  });

  it.each([
    ['45.31.1', 'Prometheus', ['10d'], 1],
    ['47.4.0', 'PrometheusAgent', ['15d'], 0],
    ['88.5.3', 'PrometheusAgent', ['15d'], 0],
  ])('make an agent of chart %s a %s', (version, kind, retention, readers) => {
    const text = 'prometheus: {agentMode: true, prometheusSpec: {remoteRead: [{url: http://a}]}}';
    const state = read('kube-prometheus-stack', text, { version });
    expect([only(state).kind, only(state).readers.length]).toEqual([kind, readers]);
    expect(setting(state, 'retention')).toEqual(retention);
  });

  it.each([
    ['45.7.0', 'tsdb: {outOfOrderTimeWindow: 1d}', ['0s']],
    ['45.8.0', 'tsdb: {outOfOrderTimeWindow: 1d}', ['1d']],
  ])('have no key that chart %s does not read', (version, spec, window) => {
    expect(setting(stack(spec, { version }), 'outOfOrderWindow')).toEqual(window);
  });

  it('pass no key of an agent on that its chart leaves out', () => {
    const text = 'prometheus: {agentMode: true, prometheusSpec: {tsdb: {outOfOrderTimeWindow: 1d}}}';
    const windowIn = (version: string) =>
      setting(read('kube-prometheus-stack', text, { version }), 'outOfOrderWindow');
    expect([windowIn('68.2.0'), windowIn('68.2.1')]).toEqual([['0s'], ['1d']]);
  });

  it.each([
    ['', '3.14.0'],
    ['image: {registry: mirror.example}', '3.14.0'],
    ['image: {tag: v3.1.0-distroless}', '3.1.0'],
    ['image: {tag: v3.1.0}, version: v3.2.0', '3.2.0'],
    ['image: {tag: latest}', undefined],
    ['image: {tag: ""}', undefined],
  ])('name the server: %s', (spec, server) => {
    expect(sure(only(stack(spec)).server)).toBe(server);
  });

  it('do not say the server of a chart that was not read', () => {
    expect(only(stack('', { version: '70.0.0' })).server.sure).toBe(false);
  });

  it('tell replicas apart by a label, unless it is cleared', () => {
    const label = (spec: string) => sure(only(stack(spec)).replicaLabel);
    expect(label('')).toBe('prometheus_replica');
    expect(label('replicaExternalLabelName: replica')).toBe('replica');
    expect(label('replicaExternalLabelName: replica, replicaExternalLabelNameClear: true')).toBe('');
  });

  it('may hold entries as text, which a render alone shows', () => {
    const text = 'additionalConfigString: "remoteWrite: [{url: http://a}]"';
    expect(likely(only(stack(text)).elsewhere)).toBe('prometheus.prometheusSpec.additionalConfigString');
    expect(only(stack('additionalConfigString: "paused: true"')).elsewhere).toBeUndefined();
    expect(urls(stack('additionalConfig: {remoteWrite: [{url: http://a}]}'))).toEqual(['http://a']);
    expect(urls(stack('additionalConfig: {remoteWrite: [{url: http://a}]}', { version: '51.9.0' }))).toEqual(
      [],
    );
  });
});

describe('values of the chart prometheus', () => {
  const SERVER = 'server: {remoteWrite: [{name: a, url: http://a}]}\n';

  it('have entries from either place, and of a key that is there twice the last ones', () => {
    const file = 'serverFiles: {prometheus.yml: {remote_write: [{url: http://b}], global: {}}}\n';
    expect(urls(plain(SERVER))).toEqual(['http://a']);
    expect(urls(plain(file))).toEqual(['http://b']);
    const both = plain(SERVER + file);
    expect(urls(both)).toEqual(['http://b']);
    expect(only(both).duplicates.map(sure).toSorted()).toEqual(['global', 'remote_write']);
  });

  it.each([
    ['serverFiles: {prometheus.yml: {alerting: {}}}', ['alerting']],
    ['alertmanager: {enabled: false}\nserverFiles: {prometheus.yml: {alerting: {}}}', []],
    ['server: {exemplars: {max_exemplars: 1}}\nserverFiles: {prometheus.yml: {storage: {}}}', ['storage']],
    ['serverFiles: {prometheus.yml: {storage: {}}}', []],
  ])('have a key twice where a template writes it as well: %s', (text, duplicates) => {
    expect(only(plain(text)).duplicates.map(sure)).toEqual(duplicates);
  });

  it.each([
    ['27.52.0', false],
    ['28.0.0', true],
  ])('leave a file of chart %s that cannot be read where it has no key of its own: %s', (version, isSo) => {
    const text = 'serverFiles: {prometheus.yml: {rule_files: null, scrape_configs: [{job_name: a}]}}';
    expect(only(plain(text, { version })).unreadable !== undefined).toBe(isSo);
  });

  it('have the URL alone filled in', () => {
    const text = "server: {remoteWrite: [{name: '{{ .Release.Name }}', url: 'http://{{ .Release.Name }}'}]}";
    const state = plain(text, { release: 'mon' });
    expect(urls(state)).toEqual(['http://mon']);
    expect(sure(only(state).entries[0]?.name)).toBe('{{ .Release.Name }}');
  });

  it.each([
    ['statefulSet: {enabled: true}, replicaCount: 2', '29.27.0', 'StatefulSet', 2],
    ['daemonSet: {enabled: true}', '29.27.0', 'DaemonSet', undefined],
    ['daemonSet: {enabled: true}', '27.27.0', 'Deployment', 1],
  ])('make a workload: server.%s in %s', (server, version, kind, replicas) => {
    const one = only(plain(`server: {${server}}`, { version }));
    expect([one.kind, sure(one.replicas), one.isOnEveryNode ?? false]).toEqual([
      ...[kind, replicas, kind === 'DaemonSet'],
    ]);
  });

  it('take the place of all flags by defaultFlagsOverride', () => {
    const text =
      'server: {retention: 30d, defaultFlagsOverride: [--agent, --config.file=/etc/config/prometheus.yml]}';
    const state = plain(text);
    expect([only(state).isAgent, setting(state, 'retention')]).toEqual([true, ['15d']]);
  });

  it.each([
    ['extraFlags: [web.enable-remote-write-receiver]', true],
    ['extraArgs: {web.enable-remote-write-receiver: ""}', true],
    ['extraArgs: {web.enable-remote-write-receiver: null}', true],
    ['extraFlags: []', false],
  ])('take remote_write by server.%s: %s', (server, receives) => {
    expect(sure(only(plain(`server: {${server}}`)).receives)).toBe(receives);
  });

  it('leave a flag open that a variable decides', () => {
    const { flags } = only(plain('server: {extraArgs: {enable-feature: $(FEATURES)}}'));
    expect(flags['enable-feature']).toMatchObject({ sure: false, likely: '$(FEATURES)' });
  });

  it.each([
    ['configFromSecret: own', 'Secret own'],
    ['configMapOverrideName: own', 'ConfigMap mon-own'],
    ['configFromSecret: own, configMapOverrideName: other', 'Secret own'],
    ['configPath: /etc/own/prometheus.yml', 'the file /etc/own/prometheus.yml'],
  ])('say where the configuration is: server.%s', (server, where) => {
    const state = plain(`server: {${server}, remoteWrite: [{url: http://a}]}`, { release: 'mon' });
    expect([likely(only(state).elsewhere), urls(state)]).toEqual([where, []]);
  });

  it.each([
    ['', {}, '3.14.0'],
    ['', { appVersion: 'v3.15.0' }, '3.15.0'],
    ['image: {tag: v3.2.0}', { appVersion: 'v3.15.0' }, '3.2.0'],
    ['image: {tag: v3.2.0, digest: "sha256:1"}', {}, '3.14.0'],
    ['image: {tag: latest}', {}, undefined],
  ])('name the server: server.%s', (server, asked, version) => {
    expect(sure(only(plain(`server: {${server}}`, asked)).server)).toBe(version);
  });
});

const ODD = [
  '3',
  'text',
  'null',
  '[]',
  '[1, [2]]',
  '[{a: 1}]',
  '{}',
  '{a: {b: [1]}}',
  'true',
  "'%A%'",
  "'{{ .Values.a }}'",
];
const STACK_KEYS = [
  'version',
  'image',
  'replicas',
  'shards',
  'retention',
  'tsdb',
  'additionalArgs',
  'externalLabels',
].map((key) => `prometheus: {prometheusSpec: {${key}: `);

describe('values of any shape', () => {
  it.each([
    ['kube-prometheus-stack', 'prometheus: ', ''],
    ['kube-prometheus-stack', 'prometheus: {prometheusSpec: ', '}'],
    ...[
      'remoteWrite',
      'remoteRead',
      'additionalRemoteWrite',
      'additionalConfig',
      'additionalConfigString',
    ].map((key) => ['kube-prometheus-stack', `prometheus: {prometheusSpec: {${key}: `, '}}']),
    ...STACK_KEYS.map((start) => ['kube-prometheus-stack', start, '}}']),
    ...['server', 'serverFiles', 'alertmanager', 'scrapeConfigFiles'].map((key) => [
      'prometheus',
      `${key}: `,
      '',
    ]),
    ['prometheus', 'serverFiles: {prometheus.yml: ', '}'],
    ...[
      'remoteWrite',
      'global',
      'tsdb',
      'env',
      'extraArgs',
      'extraFlags',
      'image',
      'configPath',
      'statefulSet',
    ].map((key) => ['prometheus', `server: {${key}: `, '}']),
  ])('of %s are read: %s', (chart = '', start, end) => {
    const readAll = (odd: string) => {
      const { components } = read(chart, `${start}${odd}${end}`, { said: { destination: NEW } });
      return components.flatMap(({ entries, duplicates }) => [
        entries.map(({ tree }) => tree.keys()),
        duplicates,
      ]);
    };
    for (const odd of ODD) expect(() => readAll(odd), odd).not.toThrow();
  });
});

describe('the phase of values', () => {
  const entries = (...stores: readonly string[]) =>
    `remoteWrite: [${stores.map((url) => `{url: '${url}'}`).join()}]`;
  const said = { destination: NEW };

  it('is not sure as long as nobody names the new store', () => {
    expect(stack(entries('http://old', NEW)).phase.sure).toBe(false);
  });

  it.each([
    [['http://old'], 'old'],
    [['http://old', NEW], 'dual'],
    [[NEW], 'new'],
    [[], 'old'],
  ])('is that of the entries %s', (stores, phase) => {
    expect(sure(stack(entries(...stores), { said }).phase)).toBe(phase);
  });

  it('is the one of the settings of its release', () => {
    const pack = prometheus.withSettings?.((name, release) =>
      name === 'destination' && release?.name === 'mon' && release.namespace === 'metrics'
        ? known(NEW, 'config')
        : undefined,
    );
    const own = packOfChart('prometheus', [pack as unknown as ChartPack]);
    if (own === undefined) throw new Error('no chart');
    const user = valuesIn(`server: {${entries(NEW)}}`);
    const phaseIn = (namespace: string) => {
      const input = { release: 'mon', namespace, chart: '29.27.0', user, helm: 3 as const, textOf: () => '' };
      return sure(caseOfValues(own, releaseValues(input, own)).now.phase);
    };
    expect([phaseIn('metrics'), phaseIn('other')]).toEqual(['new', undefined]);
  });

  it.each([
    [`server: {${entries('http://old', NEW)}}`, said, 'dual'],
    [`prometheus: {prometheusSpec: {${entries(NEW)}}}`, said, 'new'],
    [`server: {${entries(NEW)}}`, {}, undefined],
    ['server: {retention: 30d}', said, undefined],
  ])('is what a person asks for by %s with %j: %s', (text, stores, phase) => {
    expect(sure(packSaying(stores).phaseAsked?.(writtenTree(valuesIn(text)), '29.27.0'))).toBe(phase);
  });
});
