import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Cluster, InstalledRelease, LivePod } from '../../../src/live/cluster.ts';
import type { LiveProblem } from '../../../src/live/problems.ts';
import { readWorkloads } from '../../../src/live/workloads.ts';
import type { State } from '../../../src/pack.ts';
import { PACKS } from '../../../src/packs/index.ts';
import { storedReleases } from '../../../src/release/history.ts';
import type { StatedIntent } from '../../../src/release/intent.ts';
import { err, ok } from '../../../src/result.ts';
import { itemsOf, workloadsOf } from '../live/kubernetes-history.ts';

export type PhaseName = 'v1' | 'dual' | 'v2';

const INPUTS = resolve(import.meta.dirname, '../../../golden/inputs');

/** One of the project's own golden inputs: `2.2.1/legacy/dual`. */
export const input = (name: string): string => readFileSync(join(INPUTS, `${name}.yaml`), 'utf8');

/** What the chart renders for a single binary in a phase. */
export const manifestOf = (phase: PhaseName): string => input(`2.2.1/single-binary/${phase}`);

/** Release and namespace of those manifests. */
export const RELEASE = 'pyroscope';
export const NAMESPACE = 'pyroscope';

export function storedIn(phase: PhaseName, manifest = manifestOf(phase)): State {
  const stored = storedReleases(manifest, PACKS).find(({ name }) => name === RELEASE)?.state;
  if (!stored) throw new TypeError(`the manifest of ${phase} holds no release ${RELEASE}`);
  return stored;
}

export const NOTHING_STATED: StatedIntent = {
  settings: new Map(),
  choices: { correct: new Set(), noCorrect: new Set(), acceptLoss: false, acceptUnknownChart: false },
};

export const NOW = Date.parse('2026-11-21T10:00:00Z');
const HOUR = 3_600_000;

/** A revision in words: `dual@-30` was deployed 30 hours ago, `v2@-1!failed` failed an hour ago. */
function revisionOf(word: string, revision: number) {
  const [, phase = 'v1', hours = '0', status = 'superseded'] =
    /^(\w+)@(-?[\d.]+)(?:!(.+))?$/.exec(word) ?? [];
  const updated = new Date(NOW + Number(hours) * HOUR).toISOString();
  return { phase: phase as PhaseName, revision, updated, status, chart: 'pyroscope-2.2.1', description: '' };
}

export interface Memory {
  /** The history, oldest first. */
  readonly revisions?: string;
  readonly first?: number;
  /** What the release holds in a revision, of which the history says the phase. */
  readonly stored?: (phase: PhaseName, revision: number) => string;
  /** Why nothing, or no pod, can be asked. */
  readonly release?: LiveProblem;
  readonly pods?: LiveProblem;
  /** Items that kubectl shows of workloads and their templates, or why it shows none; what Helm's revisions leave unless given. */
  readonly live?: readonly unknown[] | LiveProblem;
  /** What Helm says of a revision, by its number. */
  readonly descriptions?: Readonly<Record<number, string>>;
  /** What the server prints of its configuration, where that is not the phase that is deployed. */
  readonly config?: string;
  /** Hours by which the local clock is ahead of the server's. */
  readonly aheadOfServer?: number;
}

export const UNREACHABLE: LiveProblem = {
  kind: 'unreachable',
  what: 'The cluster does not answer (namespace pyroscope).',
  remedy: 'Look at `kubectl cluster-info`.',
};
export const NO_RELEASE: LiveProblem = {
  kind: 'no-release',
  what: 'Helm has no release "pyroscope" (namespace pyroscope).',
  remedy: 'List the releases with `helm list --all`.',
};

const RUNNING: Readonly<Record<PhaseName, readonly [string, string]>> = {
  v1: ['v1', 'ingester'],
  dual: ['v1-v2-dual', 'combined'],
  v2: ['v2', 'segment-writer'],
};

/** What a server prints that runs as those manifests say. */
export const configOf = (phase: PhaseName): string => {
  const [architecture, path] = RUNNING[phase];
  return `architecture_storage: ${architecture}
limits:
  write_path: ${path}
storage:
  backend: filesystem
  prefix: ""
  filesystem:
    dir: ./data/v2/shared
metastore:
  raft:
    dir: data-metastore/raft/
memberlist:
  cluster_label: pyroscope-pyroscope
multitenancy_enabled: false
`;
};

const POD: LivePod = {
  ...{ name: 'pyroscope-0', component: 'all', image: 'grafana/pyroscope:2.2.1', args: [], claims: [] },
  ...{ phase: 'Running', ready: true, restarts: 0, httpPort: 4040 },
};

/** What Kubernetes keeps of the workloads that Helm's revisions applied, and of nothing else. */
function itemsOfRevisions(
  applied: readonly { readonly phase: PhaseName; readonly revision: number; readonly updated: string }[],
  stored: (phase: PhaseName, revision: number) => string,
): readonly unknown[] {
  const changes = applied.flatMap(({ phase, revision, updated }) =>
    workloadsOf(stored(phase, revision)).map((to) => ({ at: updated, to })),
  );
  const names = new Set(changes.map(({ to }) => to.name));
  return [...names].flatMap((name) => itemsOf(changes.filter(({ to }) => to.name === name)));
}

/** A cluster in memory: its history is what a test says, and one pod runs in it. */
export function memoryCluster(memory: Memory = {}) {
  const { revisions = 'v1@-99!deployed', first = 1, stored = manifestOf, release, pods } = memory;
  const told = revisions.split(' ').map((word, at) => revisionOf(word, first + at));
  const deployed = told.findLast(({ status }) => status === 'deployed') ?? told.at(-1);
  const { config = configOf(deployed?.phase ?? 'v1') } = memory;
  const asked: string[] = [];
  const applied = told.filter(({ status }) => status === 'deployed' || status === 'superseded');
  const { live = itemsOfRevisions(applied, stored), descriptions = {} } = memory;
  const installed: InstalledRelease = {
    name: RELEASE,
    namespace: NAMESPACE,
    history: told.map((one) => ({ ...one, description: descriptions[one.revision] ?? '' })),
    chartName: 'pyroscope',
    chartVersion: '2.2.1',
    appVersion: '2.2.1',
    userValues: {},
    allValues: {},
  };
  const cluster: Cluster = {
    address: { namespace: NAMESPACE },
    release: async (name) => {
      asked.push(`release ${name}`);
      return release ? err(release) : ok(installed);
    },
    manifest: async (_, revision) => {
      asked.push(`manifest ${revision}`);
      return ok(stored(told.find((one) => one.revision === revision)?.phase ?? 'v1', revision));
    },
    pods: async () => {
      asked.push('pods');
      return pods ? err(pods) : ok([POD]);
    },
    workloads: async () => {
      asked.push('workloads');
      return 'kind' in live ? err(live) : ok(readWorkloads(live));
    },
    claims: async () => ok([]),
    logs: async () => ok(''),
    object: async () => ok({}),
    guards: async () => ok([]),
    endpoint:
      () =>
      async ({ path }) => {
        const date = Date.now() - (memory.aheadOfServer ?? 0) * HOUR;
        if (path === '/api/v1/status/config') return ok({ status: 200, body: config, date });
        return path === '/runtime_config' ? ok({ status: 404, body: '' }) : err(UNREACHABLE);
      },
    close: async () => undefined,
  };
  return { cluster, asked };
}
