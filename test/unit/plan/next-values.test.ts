import { describe, expect, it } from 'vitest';
import { nextValues } from '../../../src/cli/plan/kept-values.ts';
import { installedDefaults } from '../../../src/cli/plan/sides.ts';
import { PYROSCOPE_CHART } from '../../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import { coalesceWithDefaults } from '../../../src/values/merge.ts';
import { toJson } from '../../../src/values/tree.ts';
import { written } from '../runbook/state.ts';

/**
 * What helm 3.21.4 and 4.2.4 did, alike, against a real API server: a chart of one ConfigMap that holds
 * `toJson .Values` was installed with WRITTEN in a version whose values.yaml is OLD, and upgraded to one with NEW.
 * `user` is `helm get values` afterwards, `seen` is what the ConfigMap held.
 */
const OLD = { toggle: { v1: true, v2: false }, only1: 'old', gone: { a: 1 }, list: [1, 2] };
const NEW = { toggle: { v1: false, v2: true }, only2: 'new', gone: { a: 2, b: 3 }, list: [3] };
const WRITTEN = { mine: { x: 1, y: 2 }, list: [9], gone: { a: 7 } };
const INSTALLED = { userValues: WRITTEN, allValues: { ...OLD, ...WRITTEN } };

const KEPT = { ...INSTALLED.allValues };
const ON_NEW = { ...NEW, mine: { x: 1, y: 2 }, list: [9], gone: { a: 7, b: 3 } };

type Json = Record<string, unknown>;
type Mode = 'none' | 'reuse' | 'reset' | 'reset-then-reuse';

const flags = (mode: Mode) => ({
  reuseValues: mode === 'reuse',
  resetValues: mode === 'reset',
  resetThenReuseValues: mode === 'reset-then-reuse',
});

const CASES: readonly [Mode, Json, { user: Json; seen: Json }][] = [
  ['none', {}, { user: WRITTEN, seen: ON_NEW }],
  ['none', { mine: { x: 5 } }, { user: { mine: { x: 5 } }, seen: { ...NEW, mine: { x: 5 } } }],
  ['reuse', {}, { user: WRITTEN, seen: KEPT }],
  [
    'reuse',
    { mine: { x: 5 } },
    { user: { ...WRITTEN, mine: { x: 5, y: 2 } }, seen: { ...KEPT, mine: { x: 5, y: 2 } } },
  ],
  ['reuse', { mine: { y: null } }, { user: { ...WRITTEN, mine: { x: 1 } }, seen: KEPT }],
  ['reuse', { gone: { a: null } }, { user: { ...WRITTEN, gone: {} }, seen: KEPT }],
  ['reuse', { only1: null }, { user: { ...WRITTEN, only1: null }, seen: { toggle: OLD.toggle, ...WRITTEN } }],
  ['reset', {}, { user: {}, seen: NEW }],
  ['reset-then-reuse', {}, { user: WRITTEN, seen: ON_NEW }],
  [
    'reset-then-reuse',
    { mine: { x: 5 } },
    { user: { ...WRITTEN, mine: { x: 5, y: 2 } }, seen: { ...ON_NEW, mine: { x: 5, y: 2 } } },
  ],
  [
    'reset-then-reuse',
    { mine: { y: null } },
    { user: { ...WRITTEN, mine: { x: 1 } }, seen: { ...ON_NEW, mine: { x: 1 } } },
  ],
  [
    'reset-then-reuse',
    { gone: { a: null } },
    { user: { ...WRITTEN, gone: {} }, seen: { ...ON_NEW, gone: { a: 2, b: 3 } } },
  ],
  [
    'reset-then-reuse',
    { only2: null },
    { user: { ...WRITTEN, only2: null }, seen: { toggle: NEW.toggle, ...WRITTEN, gone: { a: 7, b: 3 } } },
  ],
];

describe('the values of the next revision', () => {
  it.each(CASES)('with %s and %j are what Helm makes of them', (mode, given, { user, seen }) => {
    const next = nextValues(INSTALLED, written(given), flags(mode));
    expect(toJson(next.user)).toEqual(user);
    const under = next.keepsDefaults
      ? installedDefaults(INSTALLED, '2.2.1', { charts: [PYROSCOPE_CHART] })
      : written(NEW);
    expect(toJson(coalesceWithDefaults(next.user, under, 4))).toEqual(seen);
  });

  it('take a release without any values, as helm shows it: null', () => {
    const next = nextValues({ userValues: null }, written({}), flags('reuse'));
    expect(toJson(next.user)).toEqual({});
  });
});
