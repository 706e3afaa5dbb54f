import { likely, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { hasStore } from '../facts/phases.ts';
import { quietBlock } from '../facts/settings.ts';
import {
  chartOf,
  componentOf,
  missingAt,
  type PyroscopeRule,
  type PyroscopeState,
  singleBinaryOf,
} from '../read/facts.ts';
import { CLAIM_ON_EXISTING } from '../read/volumes.ts';
import { MICROSERVICES, V1, V2 } from './examples.ts';
import { storageOf } from './metastore-not-persistent.ts';

const ingesterAs = (kind: string): string =>
  `${MICROSERVICES}${V1.replace('architecture:\n', '')}pyroscope:\n  components:\n    ingester:\n      kind: ${kind}\n`;

/** Components of v1 that the chart gives a name and a disk of their own, and what goes wrong without them. */
const LOSES: Readonly<Record<string, string>> = {
  ingester:
    'Profiles that are not yet in the bucket go with the pod, and each new pod joins the ring under another name.',
  'store-gateway':
    'Each new pod joins the ring under another name, and reads the index of all its blocks from the bucket again.',
};

/** Whether v1 of a single binary keeps its blocks in its own volume, which goes with the pod. */
function losesAll(now: PyroscopeState): boolean {
  const all = singleBinaryOf(now);
  return (
    all !== undefined &&
    sure(now.phase) === 'v1' &&
    sure(all.data)?.kind === 'emptyDir' &&
    storageOf(now, all) === 'filesystem'
  );
}

export const v1DataNotKept: PyroscopeRule = {
  id: 'v1-data-not-kept',
  severity: 'warning',
  needs: ['values'],
  summary: 'a pod of v1 keeps its data on an emptyDir, and its name does not outlast it',
  why: 'What is on an emptyDir is lost with the pod.',
  details: `The chart runs ingester and store-gateway as StatefulSets: their names are their places in the ring, and their volume holds
what is not in the bucket yet. As a Deployment they get another name at each restart, on an emptyDir that starts empty.

For a single binary in v1 without persistence and without a bucket it is an info: this is what the chart's own values say,
and enough for a trial, but all profiles are lost with the pod. With v2, metastore-not-persistent says so.`,
  sources: ['charts 1.15.1 to 2.2.1 values.yaml and renders'],
  good: [
    { values: ingesterAs('StatefulSet') },
    { values: ingesterAs('Deployment').replace(/v1: true\n.*v2: false/, 'v1: false\n    v2: true') },
    { values: `${V1}pyroscope:\n  persistence:\n    enabled: true\n` },
    { values: `${V1}pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n` },
    { values: V2 },
  ],
  bad: [
    { values: ingesterAs('Deployment'), at: 'pyroscope.components.ingester.kind' },
    {
      values: ingesterAs('Deployment').replace('ingester', 'store-gateway'),
      at: 'pyroscope.components.store-gateway.kind',
    },
    { values: V1, at: 'pyroscope.persistence.enabled' },
  ],
  judge({ now }, report) {
    for (const [name, loss] of Object.entries(LOSES)) {
      const component = componentOf(now, name);
      const isOnEmptyDir = component && likely(component.data)?.kind === 'emptyDir';
      if (!isOnEmptyDir || component.kind !== 'Deployment' || !hasStore(likely(now.phase), 'v1')) continue;
      const path = shownPath([...quietBlock(name, chartOf(now)), 'kind']);
      report({
        at: component.values?.at('kind'),
        what: `${name} runs as a Deployment with its data on an emptyDir`,
        why: loss,
        fix: `set ${path}: StatefulSet`,
      });
    }
    const all = singleBinaryOf(now);
    if (all === undefined || !losesAll(now)) return;
    const path = ['pyroscope', 'persistence', 'enabled'];
    report({
      at: all.data.by === 'default' ? missingAt(all, path) : all.data,
      severity: 'info',
      what: 'the single binary keeps the profiles of v1 on an emptyDir',
      why: 'All profiles are lost with the pod.',
      fix: `set ${shownPath(path)}: true; ${CLAIM_ON_EXISTING}`,
    });
  },
};
