import { describe, expect, it } from 'vitest';
import { runInProcess } from '../../in-process.ts';

interface Told {
  readonly ruleId: string;
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
