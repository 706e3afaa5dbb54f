import { describe, expect, it } from 'vitest';
import { runInProcess } from '../../in-process.ts';

interface Told {
  readonly ruleId: string;
  readonly severity: string;
  readonly path: string;
  readonly message?: string;
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

/** What the engine's own rules say of values below `pyroscope`. */
async function told(values: string): Promise<readonly Told[]> {
  const argv = ['lint', '--pack', 'pyroscope', '--chart-version', '2.2.1', '--format', 'json', '-'];
  const { out } = await runInProcess(argv, { cwd: '/', input: `pyroscope:\n${values}` });
  const { findings } = JSON.parse(out) as { findings: Told[] };
  return findings.filter(({ ruleId }) => !ruleId.includes('/'));
}

describe('a word that is not among the few allowed', () => {
  it.each([
    ['  tolerations: [{operator: Exists, effect: Noschedule}]\n', 'did you mean NoSchedule?'],
    ['  tolerations: [{operator: exists}]\n', 'did you mean Exists?'],
    ['  image: {pullPolicy: always}\n', 'did you mean Always?'],
    [
      '  tolerations: [{operator: Exists, effect: Never}]\n',
      'write NoSchedule, PreferNoSchedule or NoExecute',
    ],
  ])('%s', async (values, remedy) => {
    const [one, ...others] = await told(values);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ ruleId: 'invalid-value', remedy });
    expect(one?.why).toMatch(/rejects/);
    expect(one?.why).not.toContain('may');
  });
});

describe('an affinity term in the list of the other kind', () => {
  const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
  const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
  const PLAIN = '{topologyKey: zone, labelSelector: {matchLabels: {a: b}}}';
  const WEIGHTED = `{weight: 100, podAffinityTerm: ${PLAIN}}`;
  const affinity = (list: string, ...terms: string[]): string =>
    `  affinity: {podAntiAffinity: {${list}: [${terms.join(', ')}]}}\n`;
  const AT = 'pyroscope.affinity.podAntiAffinity';

  it.each([
    [REQUIRED, WEIGHTED, PREFERRED, 'a PodAffinityTerm, which needs topologyKey'],
    [PREFERRED, PLAIN, REQUIRED, 'a WeightedPodAffinityTerm, which needs podAffinityTerm and weight'],
  ])('is one mistake: %s', async (list, term, other, wanted) => {
    const found = await told(affinity(list, term));
    expect(found.map(({ path, remedy }) => [path, remedy])).toEqual([
      [`${AT}.${list}.0`, `move it to ${AT}.${other}, or write ${wanted}`],
    ]);
  });

  it('hides no mistake of the terms beside it, and is none where a field is only misspelt', async () => {
    const beside = await told(affinity(REQUIRED, WEIGHTED, '{topologyKey: zone, weigth: 1}'));
    expect(beside.map(({ ruleId, path }) => [ruleId, path])).toEqual([
      ['invalid-value', `${AT}.${REQUIRED}.0`],
      ['unknown-field', `${AT}.${REQUIRED}.1.weigth`],
    ]);
    const half = await told(affinity(REQUIRED, '{topologyKey: zone, weight: 1}'));
    expect(half.map(({ ruleId }) => ruleId)).toEqual(['unknown-field']);
  });

  it('is nothing where it belongs', async () => {
    expect(await told(affinity(REQUIRED, PLAIN))).toEqual([]);
    expect(await told(affinity(PREFERRED, WEIGHTED))).toEqual([]);
  });
});

describe('what the API server refuses', () => {
  const VARIABLES = 'pyroscope.extraEnvVars.POD_IP';
  const CONTAINER = 'pyroscope.extraContainers.0';

  it.each([
    [
      '  extraEnvVars: {POD_IP: {fieldRef: {fieldPath: status.podIP}}}\n',
      `${VARIABLES}.fieldRef`,
      `move it to ${VARIABLES}.valueFrom`,
    ],
    [
      '  extraEnvVars: {POD_IP: {valueFrom: {fieldRef: {fieldPath: status.podIp}}}}\n',
      `${VARIABLES}.valueFrom.fieldRef.fieldPath`,
      'did you mean status.podIP?',
    ],
    ['  resources: {limits: {mem: 1Gi}}\n', 'pyroscope.resources.limits.mem', 'did you mean memory?'],
    [
      '  resources: {limits: {storage: 1Gi}}\n',
      'pyroscope.resources.limits.storage',
      'did you mean ephemeral-storage?',
    ],
    [
      '  resources: {limits: {gpu: 1}}\n',
      'pyroscope.resources.limits.gpu',
      'write the domain in front of it, such as nvidia.com/gpu, or remove it',
    ],
    [
      '  initContainers: [{name: a, image: i}]\n  extraContainers: [{name: a, image: i}]\n',
      `${CONTAINER}.name`,
      'give each its own name',
    ],
    [
      '  tolerations: [{key: a b, operator: Exists}]\n',
      'pyroscope.tolerations.0.key',
      'write a name of at most 63 letters, digits, dashes, underscores and dots, perhaps behind a domain and a slash',
    ],
  ])('%s', async (values, path, remedy) => {
    const found = await told(values);
    expect(found.map((one) => [one.path, one.remedy])).toEqual([[path, remedy]]);
  });

  it('is quiet about what something else fills in', async () => {
    expect(await told('  resources: {limits: {"<NAME>": 1}}\n')).toEqual([]);
    expect(await told('  extraEnvVars: {A: "{{ b }}", C: 5, D: true}\n')).toEqual([]);
    expect(await told('  priorityClassName: "{{ class }}"\n')).toEqual([]);
  });
});

describe('a section that is switched off', () => {
  const off = async (values: string): Promise<readonly string[]> => {
    const found = await told(`  replicaCount: 1\n${values}`);
    return found.map(({ severity, why }) => `${severity}: ${why}`);
  };

  it.each([
    ['ingress: {enabled: false, hosts: 5}\n', 'ingress'],
    ['ingress: {enabled: false, tls: [{foo: x}]}\n', 'ingress'],
    ['minio: {enabled: false, persistence: 5}\n', 'minio'],
    ['httpRoute: {enabled: false, gateway: {name: 5}}\n', 'httpRoute'],
    ['serviceMonitor: {interval: 5}\n', 'serviceMonitor'],
    ['  persistence: {enabled: false, size: []}\n', 'pyroscope.persistence'],
  ])('is no error: %s', async (values, section) => {
    expect(await off(values)).toEqual([
      `warning: The chart renders none of it while ${section}.enabled is off.`,
    ]);
  });

  it.each([
    ['  persistence: {enabled: false, metastore: 5}\n', 'is read all the same'],
    [
      '  persistence: {size: []}\n  components: {ingester: {persistence: {enabled: true}}}\n',
      'is on for a component',
    ],
    ['  components: {ingester: {podDisruptionBudget: {maxUnavailable: []}}}\n', 'is on by default above'],
    ['ingress: {enabled: true, hosts: 5}\n', 'is on'],
  ])('is one where it arrives: %s (%s)', async (values) => {
    expect((await off(values)).map((one) => one.split(':')[0])).toContain('error');
  });

  it('takes seconds below 0, which Kubernetes does, with a warning', async () => {
    expect(await off('  terminationGracePeriodSeconds: -1\n')).toEqual([
      'warning: Neither helm nor Kubernetes rejects it, but what it does is hardly what it says.',
    ]);
    expect((await off('  terminationGracePeriodSeconds: -1.5\n')).length).toBe(1);
  });
});
