import type { PrometheusCheck } from './asking.ts';
import { backfillProven } from './backfill-proven.ts';
import { crdHasFields } from './crd-has-fields.ts';
import { destinationEntryStands } from './destination-entry-stands.ts';
import { destinationKeeps } from './destination-keeps.ts';
import { dualWithoutGap } from './dual-without-gap.ts';
import { queuesNotBehind } from './queues-not-behind.ts';
import { rulesOnOneSide } from './rules-on-one-side.ts';
import { seriesAgree } from './series-agree.ts';

/** In the order in which a person would look: what runs, what waits, what was sent, what was before, what is there. */
export const CHECKS: readonly PrometheusCheck[] = [
  crdHasFields,
  destinationEntryStands,
  queuesNotBehind,
  dualWithoutGap,
  backfillProven,
  seriesAgree,
  destinationKeeps,
  rulesOnOneSide,
];
