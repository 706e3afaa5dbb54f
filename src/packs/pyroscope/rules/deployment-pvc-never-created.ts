import { type ManifestEditor, type ManifestObject, type Path, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { ownBlock, quietBlock } from '../facts/settings.ts';
import { chartOf, type PyroscopeComponent, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { head, MICROSERVICES, manifests, PHASE_FLAGS_2, partsOfV2, STORED_IN_S3 } from './examples.ts';

const GLOBAL = 'pyroscope:\n  persistence:\n    enabled: true\n';
const S3 = '  structuredConfig:\n    storage:\n      backend: s3\n';
const querier = (kind: string): string =>
  `pyroscope:\n  components:\n    querier:\n      kind: ${kind}\n      persistence:\n        enabled: true\n`;

const SHARED: Path = ['pyroscope', 'persistence', 'enabled'];

/** The components whose data has to stay. */
const KEEPERS = ['ingester', 'segment-writer', 'metastore'];

const parts = (claims: Readonly<Record<string, string>>, documents: readonly string[] = []): string =>
  manifests('2.2.1', {
    components: partsOfV2(PHASE_FLAGS_2.v2, {
      metastore: { data: 'template' },
      ...Object.fromEntries(Object.entries(claims).map(([name, data]) => [name, { data }])),
    }),
    config: STORED_IN_S3,
    documents,
  });
const ONE = { 'query-backend': 'pyroscope-query-backend-data' };
const TWO = { ...ONE, distributor: 'pyroscope-distributor-data' };

interface Group {
  /** The value that made them claim; undefined where manifests do not show it. */
  readonly path: Path | undefined;
  readonly components: readonly PyroscopeComponent[];
}

const claimsInVain = ({ kind, data }: PyroscopeComponent): boolean => {
  const volume = sure(data);
  return kind !== '' && volume?.kind === 'ownClaim' && volume.isCreated !== true;
};

/** Components by the value that decides about their volume. */
function groups({ readFrom, components }: PyroscopeState): readonly Group[] {
  const found = components.filter(claimsInVain);
  if (readFrom === 'manifests') return found.length > 0 ? [{ path: undefined, components: found }] : [];
  const byKey = new Map<string, Group>();
  for (const component of found) {
    const { by, place } = component.data;
    if (by === 'default' || place?.in !== 'values') continue;
    const { path } = place;
    const others = byKey.get(shownPath(path))?.components ?? [];
    byKey.set(shownPath(path), { path, components: [...others, component] });
  }
  return [...byKey.values()];
}

/** Persistence for each component that keeps data, by the key that brings it into no other phase. */
function instead(now: PyroscopeState): string {
  const isLegacy = sure(now.layout) === 'legacy';
  const keepers = now.components.filter(({ name }) => KEEPERS.includes(name));
  const keys = keepers.map(({ name }) => {
    const block = isLegacy ? ownBlock(name) : quietBlock(name, chartOf(now));
    return `${shownPath([...block, 'persistence', 'enabled'])}: true`;
  });
  return keys.join(', ') || 'persistence of the components that keep data';
}

function remedy(now: PyroscopeState, { path, components }: Group): string {
  const isShared = path === undefined ? components.length > 1 : shownPath(path) === shownPath(SHARED);
  if (isShared) return `remove ${shownPath(SHARED)}: true, and set ${instead(now)}`;
  const [first] = components;
  const own = [...ownBlock(first?.name ?? ''), 'persistence', 'enabled'];
  return `remove ${shownPath(path ?? own)}: true; Deployments keep no data`;
}

function useEmptyDir(edit: ManifestEditor, object: ManifestObject): void {
  const volumes = ['spec', 'template', 'spec', 'volumes'];
  const index = object.keys(...volumes).find((one) => sure(object.at(...volumes, one, 'name')) === 'data');
  if (index !== undefined) edit.replace(object, [...volumes, index, 'persistentVolumeClaim'], 'emptyDir', {});
}

/** Audit B13. */
export const deploymentPvcNeverCreated: PyroscopeRule = {
  id: 'deployment-pvc-never-created',
  severity: 'error',
  corrects: true,
  inRender: 'pass',
  notRefused: 'the manifests do not show which claims are there already',
  summary: 'Deployments mount a claim that the chart never creates: their pods stay Pending',
  why: 'Their new pods stay Pending until the claims exist.',
  details: `With \`persistence.enabled: true\` the chart gives a StatefulSet a claim template, but a Deployment mounts a claim
named \`<name>-data\` that it never creates (charts 1.15.1 to 2.2.1, rendered by helm). \`pyroscope.persistence.enabled\`, which
the migration guide asks for, applies to every component in microservices: distributor, query-frontend and all other
Deployments stay Pending. Dual adds \`query-backend\` and \`admin\`; without query-backend, nothing reads v2.

Remove it, and set persistence for the components that keep data: ingester, segment-writer and metastore. Deployments keep no
state: \`render --correct\` with this rule's id gives them an \`emptyDir\`.`,
  audit: ['B13'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'migration guide, prerequisites'],
  get good() {
    return [
      { values: MICROSERVICES },
      { values: GLOBAL },
      {
        values: `${MICROSERVICES}pyroscope:\n  components:\n    ingester:\n      persistence:\n        enabled: true\n`,
      },
      { chart: '1.21.0', values: querier('StatefulSet') },
      {
        chart: '1.21.0',
        values: `${querier('Deployment')}        existingClaim: mine\n`,
      },
      {
        values: `${querier('Deployment')}extraObjects:\n  - apiVersion: v1\n    kind: PersistentVolumeClaim\n    metadata:\n      name: pyroscope-querier-data\n`,
      },
      {
        manifests: parts(ONE, [head('PersistentVolumeClaim', 'pyroscope-query-backend-data', '2.2.1')]),
        asked: { phase: 'v2' },
      },
      { manifests: parts({ 'query-backend': 'mine' }), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: MICROSERVICES + GLOBAL, at: 'pyroscope.persistence.enabled' },
      {
        chart: '1.14.0',
        values: querier('Deployment'),
        at: 'pyroscope.components.querier.persistence.enabled',
      },
      { chart: '1.21.0', values: MICROSERVICES + GLOBAL + S3, at: 'pyroscope.persistence.enabled' },
      { manifests: parts(ONE), asked: { phase: 'v2' }, at: 'claimName: pyroscope-query-backend-data' },
      {
        manifests: parts(TWO),
        asked: { phase: 'v2', correct: 'deployment-pvc-never-created' },
        at: 'claimName: pyroscope-distributor-data',
        after: parts({}),
      },
    ];
  },
  judge({ now }, report) {
    for (const group of groups(now)) {
      const { path, components } = group;
      const key = path === undefined ? 'persistence' : shownPath(path);
      report({
        at: components.map(({ data }) => data),
        what: `${key} makes Deployments mount the claim <name>-data, which the chart never creates: ${components.map(({ name }) => name).join(', ')}`,
        fix: remedy(now, group),
        correct: (edit) => {
          for (const { object } of components) if (object) useEmptyDir(edit, object);
        },
      });
    }
  },
};
