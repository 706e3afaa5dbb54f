import { asRefusal } from '../adapt/render.ts';
import type { Refusal } from '../refusal.ts';
import { componentValuesInSingleBinary } from '../rules/component-values-in-single-binary.ts';
import { danglingReference } from '../rules/dangling-reference.ts';
import { extraArgsContradictToggles } from '../rules/extra-args-contradict-toggles.ts';
import { legacyComponentsLayout } from '../rules/legacy-components-layout.ts';
import { unreadableWorkload } from '../rules/unreadable-workload.ts';
import { weightsDropData } from '../rules/weights-drop-data.ts';
import { weightsOutOfRange } from '../rules/weights-out-of-range.ts';
import { chartTooOld } from './chart-too-old.ts';
import { imageNewerThanChart, imageOlderThanChart } from './image-major.ts';
import { autoUnsupported } from './query-backend-from-auto.ts';
import { queryBackendFromFormat } from './query-backend-from-format.ts';
import { queryBackendHidesV1 } from './query-backend-hides-v1.ts';

/** Asked of the render as it came, one after the other: the first that speaks ends it, the others would only echo it. */
export const REFUSALS_OF_THE_RENDER: readonly Refusal[] = [
  chartTooOld,
  imageNewerThanChart,
  imageOlderThanChart,
  asRefusal(componentValuesInSingleBinary),
  asRefusal(unreadableWorkload),
  asRefusal(legacyComponentsLayout),
  asRefusal(extraArgsContradictToggles),
];

/** Asked of the result, all of them. */
export const REFUSALS_OF_THE_RESULT: readonly Refusal[] = [
  asRefusal(weightsOutOfRange),
  asRefusal(weightsDropData),
  queryBackendFromFormat,
  autoUnsupported,
  queryBackendHidesV1,
  asRefusal(danglingReference),
];
