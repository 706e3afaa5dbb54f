import type { PlannedRoute } from '../../../report/plan/plan-report.ts';
import { utcTime } from '../../../times.ts';
import { dualWeights, writersOf } from '../rules/shared/dual-weights.ts';
import { renderedText } from '../rules/shared/rendered-text.ts';
import { STORE_TONES, type Store } from '../stores.ts';
import { sideOf } from '../transitions/side.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { asWeight } from '../weights.ts';

const route = (store: Store, share: number): PlannedRoute => ({ store, tone: STORE_TONES[store], share });

const only = (store: Store): readonly PlannedRoute[] => [route(store, 1)];

/** What dual writes where extraArgs name one path: the server takes it, and the other store gets nothing. */
const STORE_OF_PATH: Readonly<Record<string, Store>> = { ingester: 'v1', 'segment-writer': 'v2' };

/** Where profiles are written to; one random draw decides both routes of dual (audit A5). */
export function writeRoutes(values: PyroscopeValues): readonly PlannedRoute[] {
  if (values.phase === 'off') return [];
  if (values.phase !== 'dual') return only(values.phase);
  const [writer] = writersOf(values);
  const store = STORE_OF_PATH[renderedText(writer?.extraArgs.get('write-path')) ?? ''];
  if (store !== undefined) return only(store);
  const weights = writer && dualWeights(values, writer);
  if (!weights) return [];
  const share = (text: string | undefined): number => asWeight(text ?? '') ?? 1;
  return [route('v1', share(weights.ingester.text)), route('v2', share(weights.segmentWriter.text))];
}

/** Which store answers queries, and from when on. */
export function readRoutes(values: PyroscopeValues): readonly PlannedRoute[] {
  if (values.phase === 'off') return [];
  if (values.phase !== 'dual') return only(values.phase);
  const { queryBackendFrom: from } = sideOf(values);
  if (from === 'never') return only('v1');
  if (from === '0') return only('v2');
  const split =
    from === undefined || from === 'auto' ? 'the first compacted v2 block of each tenant' : utcTime(from);
  return [
    { ...route('v1', 1), note: `before ${split}` },
    { ...route('v2', 1), note: `from ${split}` },
  ];
}
