import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../src/packs/pyroscope/facts/components.ts';
import { given, idsOf, left, step, stepsOf, valuesIn } from './state.ts';

const CHARTS = ['1.14.0', '1.15.1', '1.19.2', '1.20.3', '1.21.0', '2.0.1', '2.0.3', '2.2.1'] as const;

/**
 * What is left for each phase; a chart below the newest comes first, and legacy components after it. With v2 on they
 * come along with the chart: render refuses a release that lacks them.
 */
const LEFT = { v1: 'to-dual to-v2', dual: 'to-v2', v2: '' } as const;

/** Charts before 1.15.1 know no phase and no microservices: the toggles written for them change nothing. */
function expected(chart: string, mode: Layout, phase: keyof typeof LEFT): string {
  const isOldest = chart === '1.14.0';
  const isAlong = chart !== '2.2.1' && phase !== 'v1' && !isOldest;
  const steps = [
    chart === '2.2.1' ? '' : 'chart-upgrade',
    mode === 'legacy' && !isAlong ? 'microservices-on' : '',
    LEFT[isOldest ? 'v1' : phase],
  ];
  return steps.filter(Boolean).join(' ');
}

const MODES: readonly Layout[] = ['single-binary', 'legacy', 'microservices'];
const PHASES = ['v1', 'dual', 'v2'] as const;
const ALL = CHARTS.flatMap((chart) =>
  MODES.flatMap((mode) => PHASES.map((phase) => ({ chart, mode, phase }))),
);

/** The phases that a command asks for: of the values, of the post-renderer. */
function phasesOf(command: readonly string[]): readonly string[] {
  const toggles = given(command, '--set').filter((word) => /^architecture\.storage\.v[12]=/.test(word));
  const words = given(command, '--post-renderer-args');
  const phase = words[words.indexOf('--phase') + 1] ?? 'none';
  return [toggles.join(' '), phase];
}

const TOGGLES: Readonly<Record<string, string>> = {
  v1: 'architecture.storage.v1=true architecture.storage.v2=false',
  dual: 'architecture.storage.v1=true architecture.storage.v2=true',
  v2: 'architecture.storage.v1=false architecture.storage.v2=true',
};

describe.each(ALL)('chart $chart, $mode, $phase', ({ chart, mode, phase }) => {
  const steps = stepsOf({ chart, values: valuesIn(mode, phase) });

  it('has its steps in the safe order', () => {
    expect(idsOf(steps)).toBe(expected(chart, mode, phase));
  });

  it('writes both toggles in every helm upgrade, and tells phasegate the same phase', () => {
    const upgrades = steps
      .flatMap(({ command, rollback }) => [command, rollback])
      .filter(([, verb]) => verb === 'upgrade');
    for (const command of upgrades) {
      const [toggles, rendered = ''] = phasesOf(command);
      expect(toggles).toBe(TOGGLES[rendered]);
    }
  });

  it('lets no step render components of a phase that are not there', () => {
    const lacks = mode === 'legacy' && phase !== 'v1' && chart !== '1.14.0';
    const enabled = given(steps[0]?.command ?? [], '--set').includes(
      'architecture.microservices.enabled=true',
    );
    expect(enabled).toBe(lacks || steps[0]?.id === 'microservices-on');
  });

  it('changes the phase in a step of its own, which says so', () => {
    const named = steps.map(({ id, command }) => [id, phasesOf(command)[1]]);
    const isV1 = phase === 'v1' || chart === '1.14.0';
    const kept = isV1 ? 'v1' : phase;
    for (const [id, rendered] of named)
      expect(rendered).toBe(id === 'to-dual' ? 'dual' : id === 'to-v2' ? 'v2' : kept);
  });

  it('proves the phase that the step leads to', () => {
    for (const { command, verify } of steps) expect(given(verify, '--phase')).toEqual([phasesOf(command)[1]]);
  });

  it('upgrades the chart once, and stays on it', () => {
    const versions = steps.flatMap(({ command }) => given(command, '--version'));
    expect(new Set(versions)).toEqual(new Set(steps.length > 0 ? ['2.2.1'] : []));
  });
});

describe('the chart to end with', () => {
  it('is stayed on by a release that has a newer one', () => {
    const steps = stepsOf({ chart: '2.2.1', targetChart: '2.0.3' });
    expect(idsOf(steps)).toBe('to-dual to-v2');
    expect(steps.flatMap(({ command }) => given(command, '--version'))).toEqual(['2.2.1', '2.2.1']);
  });

  it('is not gone back to by a release of a chart that nobody knows yet', () => {
    const steps = stepsOf({ chart: '2.3.0' });
    expect(idsOf(steps)).toBe('to-dual to-v2');
    expect(steps.flatMap(({ command }) => given(command, '--version'))).toEqual(['2.3.0', '2.3.0']);
  });

  it('may be one with the old border ahead, and the step says so', () => {
    const { notes } = step('to-dual', { chart: '1.20.3', targetChart: '1.21.0' });
    expect(notes.join('\n')).toContain('charts from 2.0.0 on do not look');
    expect(step('to-dual').notes.join('\n')).not.toContain('charts from 2.0.0');
  });
});

describe('a chart to end with whose server does not start in dual', () => {
  it('is refused, and the first sound one is named', () => {
    expect(left({ chart: '1.19.2', targetChart: '1.20.2' })).toContain(
      'end with chart 1.20.3 or a newer one',
    );
  });
});

describe('layers that are both off', () => {
  it('have no next step', () => {
    const values = valuesIn('single-binary', 'v1', { storage: { v1: false, v2: false } });
    expect(left({ values })).toContain('both storage layers are off');
  });
});
