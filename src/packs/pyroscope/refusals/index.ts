import { asRefusal } from '../adapt/render.ts';
import type { Refusal } from '../refusal.ts';
import { chartTooOldForMigration } from '../rules/chart-too-old-for-migration.ts';
import { componentValuesInSingleBinary } from '../rules/component-values-in-single-binary.ts';
import { danglingReference } from '../rules/dangling-reference.ts';
import { extraArgsContradictToggles } from '../rules/extra-args-contradict-toggles.ts';
import { imageTagNewerThanChart } from '../rules/image-tag-newer-than-chart.ts';
import { imageTagOlderThanChart } from '../rules/image-tag-older-than-chart.ts';
import { legacyComponentsLayout } from '../rules/legacy-components-layout.ts';
import { queryBackendFalseHidesV1 } from '../rules/query-backend-false-hides-v1.ts';
import { queryBackendFromAutoUnsupported } from '../rules/query-backend-from-auto-unsupported.ts';
import { queryBackendFromFormat } from '../rules/query-backend-from-format.ts';
import { unreadableWorkload } from '../rules/unreadable-workload.ts';
import { weightsDropData } from '../rules/weights-drop-data.ts';
import { weightsOutOfRange } from '../rules/weights-out-of-range.ts';

/** Asked of the render as it came, one after the other: the first that refuses ends it, the others would only echo it. */
export const REFUSALS_OF_THE_RENDER: readonly Refusal[] = [
  asRefusal(chartTooOldForMigration),
  asRefusal(imageTagNewerThanChart),
  asRefusal(imageTagOlderThanChart),
  asRefusal(componentValuesInSingleBinary),
  asRefusal(unreadableWorkload),
  asRefusal(legacyComponentsLayout),
  asRefusal(extraArgsContradictToggles),
];

/** Asked of the result, all of them. */
export const REFUSALS_OF_THE_RESULT: readonly Refusal[] = [
  asRefusal(weightsOutOfRange),
  asRefusal(weightsDropData),
  asRefusal(queryBackendFromFormat),
  asRefusal(queryBackendFromAutoUnsupported),
  asRefusal(queryBackendFalseHidesV1),
  asRefusal(danglingReference),
];
