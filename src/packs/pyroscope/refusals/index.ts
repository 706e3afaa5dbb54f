import { asRefusal } from '../adapt/render.ts';
import type { Refusal } from '../refusal.ts';
import { chartTooOldForMigration } from '../rules/chart-too-old-for-migration.ts';
import { imageTagNewerThanChart } from '../rules/image-tag-newer-than-chart.ts';
import { imageTagOlderThanChart } from '../rules/image-tag-older-than-chart.ts';
import { queryBackendFalseHidesV1 } from '../rules/query-backend-false-hides-v1.ts';
import { queryBackendFromAutoUnsupported } from '../rules/query-backend-from-auto-unsupported.ts';
import { queryBackendFromFormat } from '../rules/query-backend-from-format.ts';
import { componentValuesInSingleBinary } from './component-values-in-single-binary.ts';
import { extraArgsContradictPhase } from './extra-args-contradict-phase.ts';
import { partsMissing } from './parts-missing.ts';
import { unreadableWorkload } from './unreadable-workload.ts';
import { weightsDropData } from './weights-drop-data.ts';
import { weightsOutOfRange } from './weights-out-of-range.ts';

/** Asked of the render as it came, one after the other: the first that refuses ends it, the others would only echo it. */
export const REFUSALS_OF_THE_RENDER: readonly Refusal[] = [
  asRefusal(chartTooOldForMigration),
  asRefusal(imageTagNewerThanChart),
  asRefusal(imageTagOlderThanChart),
  componentValuesInSingleBinary,
  unreadableWorkload,
  partsMissing,
  extraArgsContradictPhase,
];

/** Asked of the result, all of them. */
export const REFUSALS_OF_THE_RESULT: readonly Refusal[] = [
  weightsOutOfRange,
  weightsDropData,
  asRefusal(queryBackendFromFormat),
  asRefusal(queryBackendFromAutoUnsupported),
  asRefusal(queryBackendFalseHidesV1),
];
