import { likely, ruleFor, sure } from '../../../pack.ts';
import type { PyroscopeFacts } from '../read/facts.ts';

const LEGACY =
  'pyroscope:\n  components:\n    ingester:\n      kind: StatefulSet\n    distributor:\n      kind: Deployment\n';
const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n  microservices:\n    enabled: true\n';

/** Audit B3. */
export const clusterLabelChange = ruleFor<PyroscopeFacts>()({
  id: 'cluster-label-change',
  severity: 'error',
  yieldsTo: 'accept-data-loss',
  needs: ['before'],
  summary: 'the memberlist label changes: old and new pods form two rings, and writes fail',
  why: 'Old and new pods form two rings: every push fails with "empty ring" until an ingester has been replaced, and reads are partial until all have.',
  details: `\`architecture.microservices.enabled: true\` appends \`-micro-services\` to \`-memberlist.cluster-label\` of every component,
the old ones included. Pods with different labels do not see one another. In an upgrade from components alone
(\`pyroscope.components\` without microservices.enabled) the distributors are replaced at once and the ingesters one by one,
with 600 s of grace each: until the first ingester has been replaced, every push fails.

Seen with server 1.21.0, an ingester under the old label and a distributor under the new one: every push 500, \`empty ring\`,
for as long as it ran; with equal labels 200 after 6 s. Reads are partial until all ingesters have been replaced.

\`architecture.microservices.clusterLabelSuffix: ""\` keeps the label as it was.`,
  audit: ['B3'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'server 1.21.0, run'],
  good: [
    { values: DUAL + LEGACY },
    { before: LEGACY, values: `${DUAL}    clusterLabelSuffix: ""\n${LEGACY}` },
    { before: DUAL, values: DUAL },
    { before: '{}', values: DUAL },
    { before: LEGACY, values: `${DUAL.replace('v1: true', 'v1: false')}${LEGACY}` },
    { before: LEGACY, values: LEGACY },
    {
      before: LEGACY,
      values: `${DUAL}${LEGACY}  extraArgs:\n    memberlist.cluster-label: profiles\n`,
    },
  ],
  bad: [
    { before: LEGACY, values: DUAL + LEGACY, at: 'architecture.microservices.enabled' },
    {
      chart: '1.21.0',
      fromChart: '1.14.0',
      before: LEGACY,
      values: DUAL + LEGACY,
      at: 'architecture.microservices.enabled',
    },
    {
      chart: '1.21.0',
      fromChart: '1.14.0',
      values: DUAL + LEGACY,
      at: 'architecture.microservices.enabled',
    },
    {
      chart: '1.21.0',
      fromChart: '1.14.0',
      values: `${DUAL}    clusterLabelSuffix: -two\n${LEGACY}`,
      at: 'architecture.microservices.clusterLabelSuffix',
    },
    {
      before: `${DUAL}    clusterLabelSuffix: ""\n`,
      values: `${DUAL}    clusterLabelSuffix: -two\n`,
      at: 'architecture.microservices.clusterLabelSuffix',
    },
  ],
  judge({ now, before }, report) {
    const phase = likely(now.phase);
    // In v2 alone no ingester is left that could be missing from the ring.
    if (phase !== 'v1' && phase !== 'dual') return;
    if ([now, before].some(({ layout }) => sure(layout) === 'single-binary')) return;
    const [was, is] = [sure(before.clusterLabelSuffix), sure(now.clusterLabelSuffix)];
    if (was === undefined || is === undefined || was === is) return;
    report({
      at: now.clusterLabelSuffix,
      what: `the suffix of the memberlist cluster label changes from "${was}" to "${is}"`,
      // The chart appends no suffix to components alone.
      fix: `set ${sure(now.layout) === 'legacy' ? 'architecture.microservices.enabled: true and ' : ''}architecture.microservices.clusterLabelSuffix: "${was}", which keeps the label`,
    });
  },
});
