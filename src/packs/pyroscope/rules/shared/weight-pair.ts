import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { asWeight } from '../../weights.ts';
import { type DualWeight, dualWeights, writersOf } from './dual-weights.ts';
import { lacksWeights } from './lacks-weights.ts';

export interface WeightPair {
  readonly ingester: number;
  readonly segmentWriter: number;
  /** v2's where both are equal, as v1's is the one to keep. */
  readonly larger: DualWeight;
  readonly smaller: DualWeight;
}

/** The weights of each writer in dual; none where one of them is no weight, or missing beside write-path (audit A6). */
export function weightPairs(values: PyroscopeValues): readonly WeightPair[] {
  return writersOf(values).flatMap((writer) => {
    const weights = lacksWeights(values, writer) ? undefined : dualWeights(values, writer);
    const ingester = asWeight(weights?.ingester.text ?? '');
    const segmentWriter = asWeight(weights?.segmentWriter.text ?? '');
    if (!weights || ingester === undefined || segmentWriter === undefined) return [];
    const [larger, smaller] =
      ingester > segmentWriter
        ? [weights.ingester, weights.segmentWriter]
        : [weights.segmentWriter, weights.ingester];
    return [{ ingester, segmentWriter, larger, smaller }];
  });
}

/** A share in percent, to one decimal. */
export const percent = (share: number): number => Math.round(share * 1000) / 10;
