import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { renderedText } from './rendered-text.ts';

export const SEGMENT_WRITER_WEIGHT = 'write-path.segment-writer-weight';

/**
 * Whether extraArgs send a writer's profiles to both storages and say no weight for v2: the chart then writes none, and
 * the server's own is 0 (audit A6).
 */
export const lacksWeights = ({ phase }: PyroscopeValues, { extraArgs }: ComponentValues): boolean =>
  phase === 'dual' &&
  renderedText(extraArgs.get('write-path')) === 'combined' &&
  !extraArgs.has(SEGMENT_WRITER_WEIGHT);
