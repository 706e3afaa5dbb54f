import { describe, expect, it } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { packNamed } from '../../../src/cli/pack-of-values.ts';
import { readPlanFlags } from '../../../src/cli/plan/flags.ts';
import { installedState, liveSides } from '../../../src/cli/plan/sides.ts';
import type { InstalledRelease } from '../../../src/live/cluster.ts';
import { likely, sure } from '../../../src/pack.ts';
import { PACKS } from '../../../src/packs/index.ts';
import { defaultsOf } from '../../../src/release/chart-values.ts';
import { coalesceWithDefaults } from '../../../src/values/merge.ts';
import { lookup, toJson } from '../../../src/values/tree.ts';
import { written } from '../runbook/state.ts';

type Json = Record<string, unknown>;

const pack = packNamed('pyroscope', PACKS);

/** @param under the chart whose defaults lie under the values: an older one after --reuse-values */
function release(chartVersion: string, userValues: Json, under = chartVersion): InstalledRelease {
  const all = coalesceWithDefaults(written(userValues), defaultsOf(pack.charts[0], under), 4);
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
  const sides = await liveSides(installed, pack, flags, { cwd: '/', env: {} } as Io);
  const { before, after } = sides;
  const isWritten = lookup(after.user, ['architecture', 'storage', 'v1']) !== undefined;
  return [sure(before.state.phase), sure(after.state.phase), isWritten];
}

const SINGLE = { pyroscope: { persistence: { enabled: true } } };
const KEPT = release('2.2.1', SINGLE, '1.21.0');

describe('an installed release', () => {
  it('is in the phase that its values say, not those of its chart: it came to 2.x by --reuse-values', () => {
    const { phase, values } = installedState(KEPT, 4, pack);
    expect(sure(phase)).toBe('v1');
    expect(values?.isWritten('architecture', 'storage', 'v1')).toBe(false);
  });

  it('is read by its chart where Helm shows no values at all', () => {
    const nothing = { ...release('2.2.1', {}), userValues: null, allValues: null };
    expect(sure(installedState(nothing, 4, pack).phase)).toBe('v2');
  });

  it('keeps its own version where its chart is not known', () => {
    const unknown = { ...release('2.2.1', SINGLE), chartVersion: '2.3.7', appVersion: '2.3.1' };
    const { chart, components } = installedState(unknown, 4, pack);
    expect(likely(chart)).toBe('2.3.7');
    // Its Chart.yaml names the server, so that is sure.
    expect(components.map(({ server }) => sure(server))).toEqual(['2.3.1']);
  });

  it('cannot be read where its chart is no version', () => {
    expect(() => installedState({ ...KEPT, chartVersion: 'main' }, 4, pack)).toThrow(
      '"main" is not a version',
    );
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
    const { release: read, before } = await liveSides(installed, pack, flags, { cwd: '/', env: {} } as Io);
    expect(read.helm).toBe(Number(helm));
    const args = read.previous && lookup(read.previous.resolved, ['pyroscope', 'extraArgs']);
    expect(args && toJson(args)).toEqual(expected);
    expect(before.state.phase).toEqual(installedState(installed, helm === '3' ? 3 : 4, pack).phase);
  });
});
