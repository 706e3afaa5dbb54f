import { ruleFor, sure } from '../../../pack.ts';
import { STORAGE_PATH, skipsDual } from '../facts/phases.ts';
import type { PyroscopeFacts } from '../read/facts.ts';
import { flipsUnannounced } from '../read/toggles.ts';
import { wayAcrossBorder } from './chart-border-with-phase-change.ts';
import { DUAL, V1, V2 } from './examples.ts';

const UNWRITTEN = 'minio:\n  enabled: true\n';

/** Audit A12. */
export const v1ToV2WithoutDual = ruleFor<PyroscopeFacts>()({
  id: 'v1-to-v2-without-dual',
  formerly: ['v2-to-v1-without-dual'],
  severity: 'error',
  needs: ['before'],
  yieldsTo: 'accept-data-loss',
  summary: 'the release jumps between v1 and v2 without the dual phase',
  why: 'Queries for profiles ingested before the change return 200 with empty results.',
  details: `In dual both stores are written, and v2 answers for profiles ingested since. After at least a day of dual, most queries find
their data in v2. Without dual, a query finds nothing from before the change: on servers 1.21.0 and 2.2.1 a query for an
earlier range returned status 200 with empty results. The data is still there: back in dual, it is visible again.

The same happens in the other direction: v1 does not have the profiles ingested while only v2 was on.`,
  audit: ['A12'],
  sources: ['migration guide, phases 1 to 3', 'servers 1.21.0 and 2.2.1, taken through the phases'],
  good: [
    { values: V2, before: DUAL },
    { values: DUAL, before: V1 },
    { values: V1, before: DUAL },
    { values: V2 },
    { values: UNWRITTEN, fromChart: '2.0.1' },
  ],
  bad: [
    { values: V2, before: V1, at: 'architecture.storage.v1' },
    { values: V1, before: V2, at: 'architecture.storage.v2' },
    { values: V2, fromChart: '1.14.0', at: 'architecture.storage.v1' },
    { values: UNWRITTEN, before: V1, at: 'architecture.storage.v1' },
  ],
  judge({ now, before, history }, report) {
    const [from, to] = [sure(before.phase), sure(now.phase)];
    if (from === undefined || to === undefined || !skipsDual(from, to)) return;
    // Lint has a rule that says more of it; a step that jumps is refused all the same.
    if (history === undefined && flipsUnannounced(now, before)) return;
    const path = [...STORAGE_PATH, from];
    report({
      at: now.values?.at(...path) ?? { in: 'values', path, on: 'value' },
      what: `the release goes from ${from} to ${to} without dual in between`,
      why: `${to} does not have the profiles ingested while only ${from} was on, and queries for them return 200 with empty results.`,
      // A chart that stores otherwise has to come before any phase does.
      fix:
        wayAcrossBorder(before, now)?.first ??
        `set architecture.storage.${from}: true, so that both are on; go on to ${to} after 24 hours or more in dual`,
    });
  },
});
