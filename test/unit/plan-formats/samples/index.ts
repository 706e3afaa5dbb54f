import type { PlanReport } from '../../../../src/report/plan/plan-report.ts';
import { TO_DUAL } from './to-dual.ts';
import { TO_V2 } from './to-v2.ts';

/** v1 → v2 at once, a single binary: refused. */
export const REFUSED: PlanReport = {
  version: '0.2.0',
  time: '2026-11-21T08:00:00.250Z',
  release: { name: 'profiles', namespace: 'observability', kubeContext: 'lab' },
  before: {
    phase: 'v1',
    tone: 'old',
    chart: '2.0.3',
    server: '2.0.2',
    mode: 'single-binary',
    source: 'revision 2 of the release',
  },
  after: {
    phase: 'v2',
    tone: 'new',
    chart: '2.0.3',
    server: '2.0.2',
    mode: 'single-binary',
    source: "the chart's defaults",
  },
  isReversible: false,
  costOfGoingBack: '',
  consequences: ['All that v1 holds is no longer readable.'],
  components: [
    {
      name: 'all',
      stores: ['v1', 'v2'],
      tone: 'both',
      kind: 'StatefulSet',
      change: 'kept',
      replicasBefore: 1,
      replicasAfter: 1,
      claims: 'kept',
    },
  ],
  stored: 'profiles',
  writesBefore: [{ store: 'v1', tone: 'old', share: 1 }],
  writesAfter: [{ store: 'v2', tone: 'new', share: 1 }],
  readsBefore: [{ store: 'v1', tone: 'old', share: 1 }],
  readsAfter: [{ store: 'v2', tone: 'new', share: 1 }],
  flags: [{ component: 'all', flag: '-architecture.storage', before: 'v1', after: 'v2' }],
  notices: [
    {
      id: 'restart-gap',
      severity: 'warning',
      what: 'the single pod is replaced',
      why: 'pushes are refused for about 47 s',
      remedy: 'expect a gap',
    },
    {
      id: 'phase-skipped',
      severity: 'refusal',
      what: 'v1 cannot become v2 in one step',
      why: 'nothing of what v1 holds would be readable in v2',
      remedy:
        'first go to dual:\n  helm upgrade profiles … --set architecture.storage.v1=true\nor accept it with --accept-data-loss="profiles"',
    },
  ],
  acceptedLoss: [],
  findings: [],
  timeLine: [{ phase: 'v1', tone: 'old', since: '2026-11-01T00:00:00Z', isCertain: false }],
  soak: { phase: 'dual', durationMs: 0, neededMs: 86_400_000, isProvable: false },
  gate: { isOpen: false, reasons: ['the release has never been in dual'] },
  checklist: [],
};

/** A chart upgrade across 2.0.2 from values alone: no cluster, no history, no gate. */
const OFFLINE: PlanReport = {
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
  acceptedLoss: [],
  findings: [],
  timeLine: [],
  checklist: [{ title: 'Write both toggles out', status: 'open', detail: '' }],
};

export const SAMPLES = {
  'to-dual': TO_DUAL,
  'to-v2': TO_V2,
  refused: REFUSED,
  offline: OFFLINE,
} as const satisfies Readonly<Record<string, PlanReport>>;
