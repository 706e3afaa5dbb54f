import type { PlannedRoute } from '../../../report/plan/plan-report.ts';
import { dualReaders, queryBackendFrom } from '../rules/shared/dual-readers.ts';
import { dualWeights, writersOf } from '../rules/shared/dual-weights.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { asWeight } from '../weights.ts';

const only = (store: 'v1' | 'v2'): readonly PlannedRoute[] => [{ store, share: 1 }];

/** Where profiles are written to; one random draw decides both routes of dual (audit A5). */
export function writeRoutes(values: PyroscopeValues): readonly PlannedRoute[] {
  if (values.phase === 'off') return [];
  if (values.phase !== 'dual') return only(values.phase);
  const [writer] = writersOf(values);
  const weights = writer && dualWeights(values, writer);
  if (!weights) return [];
  const share = (text: string | undefined): number => asWeight(text ?? '') ?? 1;
  return [
    { store: 'v1', share: share(weights.ingester.text) },
    { store: 'v2', share: share(weights.segmentWriter.text) },
  ];
}

/** Which store answers queries, and from when on. */
export function readRoutes(values: PyroscopeValues): readonly PlannedRoute[] {
  if (values.phase === 'off') return [];
  if (values.phase !== 'dual') return only(values.phase);
  const [reader] = dualReaders(values);
  const from = reader && queryBackendFrom(values, reader)?.text;
  const split = from === undefined || from === 'auto' ? 'the first compacted v2 block of each tenant' : from;
  return [
    { store: 'v1', share: 1, note: `before ${split}` },
    { store: 'v2', share: 1, note: `from ${split}` },
  ];
}
