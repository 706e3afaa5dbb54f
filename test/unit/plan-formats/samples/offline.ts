import type { PlanReport } from '../../../../src/report/plan/plan-report.ts';

/** A chart upgrade across 2.0.2 from values alone: no cluster, no history, no gate. */
export const OFFLINE: PlanReport = {
  version: '0.2.0',
  time: '2026-11-21T08:00:05Z',
  release: { name: 'pyroscope', namespace: '' },
  before: {
    phase: 'dual',
    tone: 'both',
    chart: '1.21.0',
    server: '1.21.0',
    mode: 'legacy',
    source: '--from-values old.yaml',
  },
  after: { phase: 'dual', chart: '2.2.1', server: '2.2.1', mode: 'legacy', source: '--to-values new.yaml' },
  isReversible: true,
  costOfGoingBack: '',
  consequences: [],
  components: [
    { name: 'ingester', stores: ['v1'], tone: 'old', kind: 'StatefulSet', change: 'kept', claims: 'none' },
    {
      name: 'query-scheduler',
      stores: ['v1'],
      tone: 'old',
      kind: 'Deployment',
      change: 'kept',
      replicasBefore: 2,
      claims: 'none',
    },
  ],
  stored: 'profiles',
  writesBefore: [
    { store: 'v1', tone: 'old', share: 1 },
    { store: 'v2', tone: 'new', share: 1 },
  ],
  writesAfter: [
    { store: 'v1', tone: 'old', share: 1 },
    { store: 'v2', tone: 'new', share: 1 },
  ],
  readsBefore: [],
  readsAfter: [],
  flags: [
    { component: 'all', flag: '-storage.filesystem.dir', before: './data-shared', after: './data/v2/shared' },
  ],
  notices: [
    {
      id: 'toggles-not-written',
      severity: 'warning',
      what: 'architecture.storage.v1 and v2 are written nowhere, and their defaults change with chart 2.0.2',
      why: '--reset-then-reuse-values would take v2 alone',
      remedy: 'write both toggles out before the chart is upgraded',
    },
  ],
  findings: [],
  timeLine: [],
  checklist: [{ title: 'Write both toggles out', status: 'open', detail: '' }],
};
