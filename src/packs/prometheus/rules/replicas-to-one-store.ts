import { likely, sure } from '../../../pack.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { NEW, OLD, stack, to } from './examples.ts';

/** The label by which Mimir and Cortex choose one replica. */
const HA_LABEL = '__replica__';

export const replicasToOneStore: PrometheusRule = {
  id: 'replicas-to-one-store',
  severity: 'warning',
  audit: ['P-8', 'P-72'],
  summary: 'each replica writes its own copy of every series to the new store',
  why: 'The store keeps both copies, or, with a tracker for high availability, drops those of one replica with status 202.',
  details: `Mimir and Cortex choose one replica by the labels \`cluster\` and \`${HA_LABEL}\`; Thanos and VictoriaMetrics drop the duplicates
when they are asked. \`phasegate backfill\` reads one replica by its own address, and \`--drop-label\` takes the label away.`,
  bad: [{ manifests: stack({ entries: OLD, more: 'replicas: 2\n' }), asked: to('dual') }],
  good: [
    { manifests: stack({ entries: OLD }), asked: to('dual') },
    {
      manifests: stack({
        entries: OLD + NEW,
        more: `replicas: 2\nreplicaExternalLabelName: ${HA_LABEL}\n`,
      }),
      asked: to('dual'),
    },
  ],
  judge({ now }, report) {
    if (now.phase.sure && now.phase.value === 'old') return;
    for (const { replicas, replicaLabel, entries, resource } of now.components) {
      const label = sure(replicaLabel);
      if (entries.length === 0 || (likely(replicas) ?? 1) < 2) continue;
      if (label === undefined || label === '' || label === HA_LABEL) continue;
      report({
        at: [resource?.at('replicas') ?? replicas, replicaLabel],
        what: `${likely(replicas)} replicas write the same series, told apart by ${label}`,
        fix: `find out what the new store makes of that; for Mimir and Cortex set replicaExternalLabelName: ${HA_LABEL}, and an external label cluster`,
      });
    }
  },
};
