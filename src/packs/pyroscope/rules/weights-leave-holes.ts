import type { PyroscopeRule } from './rule.ts';
import { once } from './shared/once.ts';
import { percent, type WeightPair, weightPairs } from './shared/weight-pair.ts';

const dual = (ingester: number, segmentWriter: number): string =>
  `architecture:\n  storage:\n    v1: true\n    v2: true\n    migration:\n      ingesterWeight: ${ingester}\n      segmentWriterWeight: ${segmentWriter}\n`;
const INGESTER = 'architecture.storage.migration.ingesterWeight';
const SEGMENT_WRITER = 'architecture.storage.migration.segmentWriterWeight';

function report({ ingester, segmentWriter, smaller: { at, setting } }: WeightPair) {
  const store = ingester < segmentWriter ? 'v1' : 'v2';
  return { at, args: { store, missing: percent(1 - Math.min(ingester, segmentWriter)), setting } };
}

export const weightsLeaveHoles: PyroscopeRule = {
  id: 'weights-leave-holes',
  severity: 'warning',
  summary: 'one storage gets only a part of the profiles',
  why: `In dual each storage should hold everything: v1 answers until the split and after a rollback, v2 from the split on and
alone in the end. A weight below 1 leaves holes in its store that nothing fills later. With 0.25 for v1 and 1 for v2 a query
that v1 answered came to 13 000 of 60 000 (servers 1.21.0 and 2.2.1).

A small weight for v2 is fine to begin with; the 24 hours of dual count from when it is 1.`,
  audit: ['A5'],
  since: '0.2.0',
  sources: ['servers 1.21.0 and 2.2.1, started in dual, 400 pushes'],
  valid: [
    { values: dual(1, 1) },
    { values: dual(0.5, 0.5) },
    { chart: '1.21.0', values: dual(1, 0.5) },
    {
      values: `${dual(0.5, 1)}pyroscope:\n  extraArgs:\n    write-path: combined\n    write-path.segment-writer-weight: 1\n`,
    },
  ],
  invalid: [
    { values: dual(1, 0.25), at: SEGMENT_WRITER },
    { chart: '2.0.0', values: dual(0, 1), at: INGESTER },
  ],
  message: ({ store, missing, setting }) => ({
    what: `${store} misses ${missing} % of all profiles in dual`,
    why:
      store === 'v1'
        ? 'v1 answers queries until v2 takes over, and again after a rollback: both show holes'
        : 'once v2 answers, and when v1 is switched off, the profiles it never got are out of sight',
    remedy: `set ${setting}: 1`,
  }),
  check: (values) =>
    once(
      weightPairs(values)
        .filter(({ ingester, segmentWriter }) => Math.max(ingester, segmentWriter) === 1)
        .filter(({ ingester, segmentWriter }) => Math.min(ingester, segmentWriter) < 1)
        .map(report),
    ),
};
