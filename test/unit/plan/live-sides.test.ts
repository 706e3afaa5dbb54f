import { describe, expect, it } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { readPlanFlags } from '../../../src/cli/plan/flags.ts';
import { installedValues, liveSides } from '../../../src/cli/plan/sides.ts';
import type { InstalledRelease } from '../../../src/live/cluster.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { coalesceWithDefaults } from '../../../src/values/merge.ts';
import { lookup, toJson } from '../../../src/values/tree.ts';
import { written } from '../runbook/state.ts';

type Json = Record<string, unknown>;

/** @param under the chart whose defaults lie under the values: an older one after --reuse-values */
function release(chartVersion: string, userValues: Json, under = chartVersion): InstalledRelease {
  const all = coalesceWithDefaults(written(userValues), CHART.defaultsOf(under), 4);
  return {
    name: 'profiles',
    namespace: 'observability',
    history: [],
    chartName: 'pyroscope',
    chartVersion,
    appVersion: chartVersion,
    userValues,
    allValues: JSON.parse(JSON.stringify(toJson(all))),
  };
}

async function phases(installed: InstalledRelease, ...words: readonly string[]) {
  const flags = readPlanFlags(['profiles', ...words]);
  const sides = await liveSides(installed, flags, { cwd: '/', env: {} } as Io);
  const { before, after } = sides;
  return [before.phase, after.phase, after.given('architecture', 'storage', 'v1') !== undefined];
}

const SINGLE = { pyroscope: { persistence: { enabled: true } } };
const KEPT = release('2.2.1', SINGLE, '1.21.0');

describe('an installed release', () => {
  it('is in the phase that its values say, not those of its chart: it came to 2.x by --reuse-values', () => {
    const values = installedValues(KEPT, 4);
    expect(values.phase).toBe('v1');
    expect(values.given('architecture', 'storage', 'v1')).toBeUndefined();
  });

  it('is read by its chart where Helm shows no values at all', () => {
    const values = installedValues({ ...release('2.2.1', {}), userValues: null, allValues: null }, 4);
    expect(values.phase).toBe('v2');
  });

  it('keeps its own version where its chart is not known', () => {
    const values = installedValues({ ...release('2.2.1', SINGLE), chartVersion: '2.3.7' }, 4);
    expect(values.chart).toBe('2.3.7');
  });

  it('cannot be read where its chart is no version', () => {
    expect(() => installedValues({ ...KEPT, chartVersion: 'main' }, 4)).toThrow('"main" is not a version');
  });
});

describe('the phase after an upgrade without written toggles', () => {
  const old = release('1.21.0', SINGLE);
  const TO = ['--chart-version', '2.2.1'];

  it.each([
    ['--reuse-values', old, [...TO, '--reuse-values'], ['v1', 'v1', false]],
    ['--reset-then-reuse-values', old, [...TO, '--reset-then-reuse-values'], ['v1', 'v2', false]],
    ['no flag', old, TO, ['v1', 'v2', false]],
    ['--reuse-values once more', KEPT, ['--reuse-values'], ['v1', 'v1', false]],
    ['no flag any more', KEPT, [], ['v1', 'v2', false]],
    [
      '--reuse-values and a toggle',
      KEPT,
      ['--reuse-values', '--set', 'architecture.storage.v1=true', '--set', 'architecture.storage.v2=true'],
      ['v1', 'dual', true],
    ],
  ] as const)('with %s', async (_, installed, words, expected) => {
    expect(await phases(installed, ...words)).toEqual(expected);
  });
});

describe('the Helm that a plan is for', () => {
  const installed: InstalledRelease = {
    ...release('2.2.1', SINGLE),
    allValues: { pyroscope: { extraArgs: { 'log.level': null } } },
  };

  it.each([
    ['3', { 'log.level': null }],
    ['4', {}],
  ] as const)('Helm %s: null defaults are read as it reads them', async (helm, expected) => {
    const flags = readPlanFlags(['profiles', '--helm', helm]);
    const { release: read, before } = await liveSides(installed, flags, { cwd: '/', env: {} } as Io);
    expect(read.helm).toBe(Number(helm));
    const args = read.previous && lookup(read.previous.resolved, ['pyroscope', 'extraArgs']);
    expect(args && toJson(args)).toEqual(expected);
    expect(before.phase).toBe(installedValues(installed, helm === '3' ? 3 : 4).phase);
  });
});
