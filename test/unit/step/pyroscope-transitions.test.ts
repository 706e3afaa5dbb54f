import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../src/packs/pyroscope/facts/components.ts';
import { stateOf } from '../rules/findings-of.ts';
import { consequences, ids, judge, side, yielding } from './pyroscope-states.ts';

const PHASES = ['v1', 'dual', 'v2'] as const;
type Phase = (typeof PHASES)[number];

/** What the migration guide says of each pair: whether there is a way back, and who refuses. */
const PAIRS: readonly (readonly [Phase, Phase, boolean, readonly string[]])[] = [
  ['v1', 'v1', true, []],
  ['v1', 'dual', true, []],
  ['v1', 'v2', false, ['v1-to-v2-without-dual']],
  ['dual', 'v1', true, []],
  ['dual', 'dual', true, []],
  ['dual', 'v2', false, []],
  ['v2', 'v1', false, ['v1-to-v2-without-dual']],
  ['v2', 'dual', true, []],
  ['v2', 'v2', true, []],
];

/** Charts that have a border between them, or none, with the borders. */
const CHARTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['2.2.1', '2.2.1', []],
  ['1.20.3', '1.21.0', []],
  ['2.0.2', '2.2.1', []],
  ['1.15.1', '1.19.1', []],
  ['1.19.1', '1.19.2', ['1.19.2']],
  ['1.21.0', '2.0.0', ['2.0.0']],
  ['2.0.1', '2.0.2', ['2.0.2']],
  ['1.18.1', '2.2.1', ['1.19.2', '2.0.0', '2.0.2']],
  ['2.2.1', '1.21.0', ['2.0.0', '2.0.2']],
  ['1.19.2', '1.18.1', ['1.19.2']],
];

const MODES: readonly Layout[] = ['single-binary', 'microservices', 'legacy'];
const MODE_PAIRS = MODES.flatMap((one) => MODES.map((other) => [one, other] as const));

const everyPair = PAIRS.flatMap(([from, to, reversible, refusals]) =>
  CHARTS.flatMap(([fromChart, toChart, borders]) =>
    MODE_PAIRS.map(([fromMode, toMode]) => ({
      title: `${from} → ${to}, ${fromChart} → ${toChart}, ${fromMode} → ${toMode}`,
      pair: { from, to, reversible, refusals },
      charts: { fromChart, toChart, borders },
      modes: { fromMode, toMode },
    })),
  ),
);

describe('every pair of phases, over every border of charts and every change of mode', () => {
  it('are 9 pairs', () => {
    expect(new Set(PAIRS.map(([from, to]) => `${from} ${to}`)).size).toBe(PHASES.length ** 2);
  });

  it.each(everyPair)('$title', ({ pair, charts, modes }) => {
    const { from, to } = pair;
    const before = side(from, { chart: charts.fromChart, mode: modes.fromMode });
    const judgement = judge(before, side(to, { chart: charts.toChart, mode: modes.toMode }));
    const changes = from !== to;
    const modeChanges = modes.fromMode !== modes.toMode;
    const lacksV2 = (changes || modeChanges) && to !== 'v1' && modes.toMode === 'legacy';
    const isSplit = [modes.fromMode, modes.toMode].map((mode) => mode !== 'single-binary');
    const labelChanges = modeChanges && isSplit.every(Boolean) && to !== 'v2';
    const expected = [
      ...pair.refusals,
      ...(lacksV2 ? ['legacy-components-layout'] : []),
      ...(changes && charts.borders.length > 0 ? ['chart-border-with-phase-change'] : []),
      ...(labelChanges ? ['cluster-label-change'] : []),
      ...(changes && isSplit[0] !== isSplit[1] ? ['mode-with-phase-change'] : []),
    ];
    expect(ids(judgement).toSorted()).toEqual(expected.toSorted());
    // None of these releases has a volume for the index of v2.
    const restarts = changes || modeChanges || charts.fromChart !== charts.toChart;
    const losesIndex = from !== 'v1' && modes.fromMode !== 'legacy' && restarts;
    expect(judgement.lostAtRestart !== undefined).toBe(losesIndex);
    // Legacy components have no store of v2.
    const isMoved = isSplit[0] !== isSplit[1] && !(from === 'v2' && modes.fromMode === 'legacy');
    const isKept = !losesIndex && !isMoved;
    expect(judgement.isReversible ?? true).toBe(pair.reversible && isKept);
    const texts = [
      ...judgement.consequences,
      judgement.back,
      ...judgement.refusals.flatMap(({ what, why, fix }) => [what, why, fix]),
    ];
    for (const text of texts) expect(text).not.toMatch(/undefined|NaN|Infinity|\[object|^\s*$/);
    const border = judgement.refusals.find(({ rule }) => rule === 'chart-border-with-phase-change');
    if (border) for (const chart of charts.borders) expect(border.why).toContain(`chart ${chart} `);
  });

  it('only dual → v2 asks for proof, and for a day in dual', () => {
    const asking = PAIRS.filter(([from, to]) => {
      const { soakMs, verified } = judge(side(from), side(to));
      return soakMs !== undefined || verified;
    });
    expect(asking.map(([from, to]) => `${from} ${to}`)).toEqual(['dual v2']);
    expect(judge(side('dual'), side('v2'))).toMatchObject({ soakMs: 86_400_000, verified: true });
  });

  it('only jumps yield to accepted data loss', () => {
    const before = side('v1', { chart: '1.21.0', mode: 'single-binary' });
    expect(yielding(before, side('v2'))).toEqual(['v1-to-v2-without-dual']);
    expect(judge(before, side('v2')).refusals).toHaveLength(3);
  });

  it.each([
    ['off', 'v1'],
    ['dual', 'off'],
  ] as const)('%s → %s is refused: a chart with both layers off fails', (from, to) => {
    expect(ids(judge(side(from), side(to)))).toEqual(['both-layers-off']);
  });

  it('a chart upgrade with both layers off gets no advice to keep toggles that nobody has', () => {
    const judgement = judge(side('off', { chart: '1.21.0' }), side('off', { chart: '2.2.1' }));
    expect(judgement.consequences).toEqual([]);
  });
});

describe('a chart across a border together with a phase', () => {
  const remedy = (from: Phase, to: Phase, fromChart: string, toChart: string): string =>
    judge(side(from, { chart: fromChart }), side(to, { chart: toChart })).refusals.find(
      ({ rule }) => rule === 'chart-border-with-phase-change',
    )?.fix ?? '';

  it.each([
    [
      'v1',
      'dual',
      '1.19.1',
      '1.20.3',
      'change the chart first: upgrade to 1.20.3 in v1, with architecture.storage.v1: true and v2: false',
    ],
    ['v1', 'dual', '1.21.0', '2.2.1', 'change the chart first: upgrade to 2.2.1 in v1'],
    [
      'dual',
      'v2',
      '1.21.0',
      '2.2.1',
      'change the chart first: upgrade to 2.2.1 in dual, with architecture.storage.v1: true and v2: true',
    ],
    [
      'dual',
      'v1',
      '1.21.0',
      '2.2.1',
      'change the phase first: go to v1 on chart 1.21.0; then change the chart, with architecture.storage.v1: true and v2: false',
    ],
    ['v2', 'dual', '1.21.0', '2.2.1', 'change the phase first: go to dual on chart 1.21.0'],
    ['v1', 'dual', '2.2.1', '1.21.0', 'change the phase first: go to dual on chart 2.2.1'],
    ['dual', 'v2', '2.2.1', '1.21.0', 'with architecture.storage.v1: false and v2: true'],
  ] as const)('%s → %s, %s → %s says which goes first', (from, to, fromChart, toChart, words) => {
    expect(remedy(from, to, fromChart, toChart)).toContain(words);
  });

  it('is refused where v2 would not find its blocks any more, until their loss is accepted', () => {
    const values = (pyroscope: object, chart: string) =>
      stateOf({ architecture: { storage: { v1: true, v2: true } }, pyroscope }, { chart });
    const upgrade = (enabled: boolean) => {
      const persistence = { persistence: { enabled } };
      return [values(persistence, '1.21.0'), values(persistence, '2.2.1')] as const;
    };
    expect(judge(...upgrade(true)).refusals).toMatchObject([{ rule: 'filesystem-dir-moved-in-2.0' }]);
    expect(yielding(...upgrade(true))).toEqual(['filesystem-dir-moved-in-2.0']);
    expect(judge(...upgrade(false)).refusals).toEqual([]);
  });

  it('is refused where Kubernetes would not take it, until the StatefulSet is deleted and the loss accepted', () => {
    const values = (size: string) => stateOf({ pyroscope: { persistence: { enabled: true, size } } });
    expect(judge(values('10Gi'), values('20Gi')).refusals).toMatchObject([
      { rule: 'persistence-changed-mid-migration' },
    ]);
    expect(yielding(values('10Gi'), values('20Gi'))).toEqual(['persistence-changed-mid-migration']);
  });

  it('alone is told by what it does: toggles that flip', () => {
    const single = { mode: 'single-binary' } as const;
    const upgrade = (phase: Phase, fromChart: string, toChart: string): string =>
      consequences(
        judge(side(phase, { ...single, chart: fromChart }), side(phase, { ...single, chart: toChart })),
      );
    expect(upgrade('v1', '1.21.0', '2.0.1')).toBe('');
    expect(upgrade('v1', '2.0.1', '2.2.1')).toMatch(
      /keep architecture.storage.v1: true and v2: false written/,
    );
    expect(upgrade('dual', '2.0.2', '2.2.1')).toBe('');
  });
});

describe('a change of mode', () => {
  const modes = (phase: Phase, from: Layout, to: Layout) =>
    judge(side(phase, { mode: from }), side(phase, { mode: to }));

  it('alone is told by what it does to volumes and the soak', () => {
    expect(consequences(modes('v1', 'legacy', 'microservices'))).not.toMatch(/24h/);
    expect(consequences(modes('dual', 'single-binary', 'microservices'))).toMatch(
      /index of v2 starts empty\nthe 24h in dual count from this upgrade/,
    );
  });

  it('splits the ring of components unless the label stays', () => {
    const { refusals } = modes('v1', 'legacy', 'microservices');
    expect(refusals).toMatchObject([{ rule: 'cluster-label-change' }]);
    expect(refusals[0]?.fix).toContain('clusterLabelSuffix: ""');
  });

  it('that leaves microservices.enabled out would delete v2, and is refused within a phase, too', () => {
    const forgotten = modes('dual', 'microservices', 'legacy');
    expect(ids(forgotten)).toEqual(['legacy-components-layout', 'cluster-label-change']);
    expect(forgotten.refusals[0]?.fix).toContain('architecture.microservices.enabled: true');
    expect(modes('dual', 'legacy', 'legacy').refusals).toEqual([]);
  });

  it('with a phase says which goes first', () => {
    const step = judge(side('v1', { mode: 'single-binary' }), side('dual', { mode: 'microservices' }));
    const refusal = step.refusals.find(({ rule }) => rule === 'mode-with-phase-change');
    expect(refusal?.fix).toMatch(/phase alone and keep a single binary/);
  });
});

describe('the server', () => {
  it.each([
    ['1.19.1', 'auto', ['query-backend-from-auto-unsupported']],
    ['1.20.0', 'auto', []],
    ['1.19.1', '2026-11-01T00:00:00Z', []],
  ])('%s in dual with queryBackendFrom %s', (server, queryBackendFrom, refused) => {
    const before = side('v1', { chart: '1.19.2', server });
    const judgement = judge(before, side('dual', { chart: '1.19.2', server, queryBackendFrom }));
    expect(ids(judgement)).toEqual(refused);
  });

  it('behind a tag that is no version is not judged', () => {
    const unknown = side('dual', { chart: '1.19.2', server: 'latest' });
    expect(unknown.components[0]?.server.sure).toBe(false);
    expect(ids(judge(side('v1', { chart: '1.19.2' }), unknown))).toEqual([]);
  });

  it.each([
    ['1.19.2', '1.19.1', 'single-binary', true],
    ['1.19.2', '1.20.3', 'single-binary', false],
    ['1.19.2', '1.19.1', 'microservices', false],
    ['1.19.1', '1.19.0', 'single-binary', false],
  ] as const)(
    'chart %s with server %s, %s: flags of v2 that it does not know: %s',
    (chart, server, mode, told) => {
      const at = { chart, server, mode };
      const text = consequences(judge(side('dual', at), side('v2', at)));
      expect(text.includes('-all.enable-v1-write-path')).toBe(told);
    },
  );
});
