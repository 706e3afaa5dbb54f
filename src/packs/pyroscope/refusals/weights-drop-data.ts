import { finding } from '../migration.ts';
import type { Refusal } from '../refusal.ts';
import { asWeight, remedyFor, WEIGHTS, weightsOf, writers } from '../weights.ts';
import { placeOfFlag } from '../workload.ts';

/** Audit A5: one random number decides both routes, so the share 1 - max of all profiles goes to neither. */
export const weightsDropData: Refusal = {
  rule: {
    id: 'weights-drop-data',
    auditId: 'A5',
    severity: 'refusal',
    summary: 'with the larger weight below 1 some profiles reach no storage at all',
    message: ({ ingester, segmentWriter, lost, larger }) => ({
      what: `weights ${ingester} (v1) and ${segmentWriter} (v2) drop ${lost} % of all profiles`,
      why: 'the server draws one random number for both, so shares do not add up: what exceeds the larger weight goes nowhere, and every push is answered 200',
      remedy: `make the larger weight 1: ${larger} (or --accept-loss, if losing profiles is wanted)`,
    }),
  },
  check: (migration) => {
    if (migration.choices.acceptLoss) return [];
    const workload = writers(migration)[0];
    const [ingester, segmentWriter] = workload ? weightsOf(workload).map(({ text }) => asWeight(text)) : [];
    if (ingester === undefined || segmentWriter === undefined || Math.max(ingester, segmentWriter) >= 1)
      return [];
    const lost = Math.round((1 - Math.max(ingester, segmentWriter)) * 100);
    const larger = remedyFor(migration, ingester > segmentWriter ? WEIGHTS[0] : WEIGHTS[1]);
    return [
      finding(
        weightsDropData.rule,
        { ingester, segmentWriter, lost, larger },
        workload?.object,
        workload && placeOfFlag(workload, 'write-path'),
      ),
    ];
  },
};
