import type { Refusal } from '../refusal.ts';
import { chartTooOld } from './chart-too-old.ts';
import { componentValuesInSingleBinary } from './component-values-in-single-binary.ts';
import { extraArgsContradictPhase } from './extra-args-contradict-phase.ts';
import { imageNewerThanChart, imageOlderThanChart } from './image-major.ts';
import { partsMissing } from './parts-missing.ts';
import { autoUnsupported, queryBackendFromFormat, queryBackendHidesV1 } from './query-backend-from.ts';
import { unreadableWorkload } from './unreadable-workload.ts';
import { weightsDropData, weightsOutOfRange } from './weights.ts';

/** Asked of the render as it came, one after the other: the first that speaks ends it, the others would only echo it. */
export const REFUSALS_OF_THE_RENDER: readonly Refusal[] = [
  chartTooOld,
  imageNewerThanChart,
  imageOlderThanChart,
  componentValuesInSingleBinary,
  unreadableWorkload,
  partsMissing,
  extraArgsContradictPhase,
];

/** Asked of the result, all of them. */
export const REFUSALS_OF_THE_RESULT: readonly Refusal[] = [
  weightsOutOfRange,
  weightsDropData,
  queryBackendFromFormat,
  autoUnsupported,
  queryBackendHidesV1,
];
