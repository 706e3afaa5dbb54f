import { type Known, type Path, ruleFor, type Spot, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { ALL } from '../facts/components.ts';
import {
  componentOf,
  isStateful,
  missingAt,
  namesOf,
  type PyroscopeComponent,
  type PyroscopeFacts,
  type PyroscopeState,
} from '../read/facts.ts';
import { COPY_FIRST } from '../read/volumes.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const persistence = (text: string): string => `pyroscope:\n  persistence:\n    ${text}\n`;
const ON = persistence('enabled: true');
const SPLIT = 'architecture:\n  storage:\n    v1: true\n    v2: true\n  microservices:\n    enabled: true\n';
const metastore = (text: string): string =>
  `pyroscope:\n  components:\n    metastore:\n      persistence: {${text}}\n`;

const single = (data: string): string => oneBinary('2.2.1', { data, args: PHASE_FLAGS_2.v2 });
const CLAIMED = single('template');

/** What everything is called after. */
const NAMES: readonly Path[] = [
  ['pyroscope', 'fullnameOverride'],
  ['pyroscope', 'nameOverride'],
];

interface Change {
  readonly at: Spot;
  /** The value that decides it. */
  readonly path: Path;
  readonly components: readonly PyroscopeComponent[];
}

/** The keys below `persistence` whose change alters the claim templates. */
function changedKeys(before: PyroscopeComponent, now: PyroscopeComponent): readonly string[] {
  const [was, is] = [sure(before.data), sure(now.data)];
  if (!was || !is || was.kind === 'none' || is.kind === 'none') return [];
  if (was.template === undefined || is.template === undefined) {
    if (was.template === is.template) return [];
    return [[was.kind, is.kind].includes('emptyDir') ? 'enabled' : 'existingClaim'];
  }
  const { template } = is;
  return Object.entries(was.template).flatMap(([key, old]) => {
    const [text, next] = [sure(old), template[key] && sure(template[key])];
    return text === undefined || next === undefined || text === next ? [] : [key];
  });
}

function changeOf(component: PyroscopeComponent, key: string): Change {
  const { values, data } = component;
  const path: Path = ['pyroscope', 'persistence', key];
  if (!values) return { at: sure(data)?.template?.[key] ?? data, path, components: [component] };
  const isWritten = values.isWritten('persistence', key);
  const place = values.at('persistence', key)?.place ?? values.place('persistence', key);
  return isWritten && place.in === 'values'
    ? { at: place, path: place.path, components: [component] }
    : { at: missingAt(component, path), path, components: [component] };
}

/** One change of a value that several components share is one mistake. */
function joined(changes: readonly Change[]): readonly Change[] {
  const byKey = new Map<string, Change>();
  for (const change of changes) {
    const key = shownPath(change.path);
    const other = byKey.get(key);
    byKey.set(key, other ? { ...other, components: [...other.components, ...change.components] } : change);
  }
  return [...byKey.values()];
}

/** A StatefulSet of a component in both states. */
function kept(
  before: PyroscopeState,
  now: PyroscopeState,
): readonly [PyroscopeComponent, PyroscopeComponent][] {
  return now.components
    .filter(isStateful)
    .flatMap((component): [PyroscopeComponent, PyroscopeComponent][] => {
      const old = componentOf(before, component.name);
      return old && isStateful(old) ? [[old, component]] : [];
    });
}

interface Renamed {
  readonly at: Spot;
  readonly what: string;
  readonly fix: string;
}

const nameIn = ({ values }: PyroscopeState, path: Path): Known<string> | undefined =>
  values?.isTrue(...path) ? values.at(...path) : undefined;

/** A changed full name, by the value that gives it or by the names of the StatefulSets. */
function renamed(before: PyroscopeState, now: PyroscopeState): Renamed | undefined {
  if (before.values && now.values) {
    for (const path of NAMES) {
      const [old, next] = [nameIn(before, path), nameIn(now, path)];
      if (old?.sure === false || next?.sure === false || old?.value === next?.value) continue;
      const key = shownPath(path);
      const fix = old === undefined ? `remove ${key} again` : `keep ${key}: ${old.value}`;
      return { at: next ?? { in: 'values', path, on: 'value' }, what: key, fix };
    }
    return undefined;
  }
  const [pair] = kept(before, now).filter(
    ([old, next]) => old.object && next.object && old.object.name !== next.object.name,
  );
  if (!pair) return undefined;
  const [old, next] = pair;
  return { at: next.object, what: 'the full name', fix: `keep StatefulSet ${old.object?.name}` };
}

const statefulSetOf = ({ name, object }: PyroscopeComponent): string =>
  object?.name ?? (name === ALL ? '<fullname>' : `<fullname>-${name}`);

/** What the change is of: `the StatefulSet of ingester`. */
const statefulSets = (components: readonly PyroscopeComponent[]): string =>
  components.length === 1
    ? `the StatefulSet of ${namesOf(components)}`
    : `the StatefulSets of ${namesOf(components)}`;

const replaced = (components: readonly PyroscopeComponent[]): string =>
  `run kubectl delete statefulset ${components.map(statefulSetOf).join(' ')} --cascade=orphan`;

/** What to do where the change is wanted. Only another place for the data leaves any behind: the claims outlive the rest. */
function wayTo(key: string, components: readonly PyroscopeComponent[]): string {
  if (MOVES_DATA.has(key)) return `${COPY_FIRST}, and then ${replaced(components)}`;
  return `${replaced(components)} before the upgrade; claims that exist stay as they are${key === 'size' ? ' until you resize them' : ''}`;
}

const MOVES_DATA: ReadonlySet<string> = new Set(['enabled', 'existingClaim']);

export const persistenceChangedMidMigration = ruleFor<PyroscopeFacts>()({
  id: 'persistence-changed-mid-migration',
  severity: 'error',
  yieldsTo: 'accept-data-loss',
  needs: ['before'],
  summary: 'a change that Kubernetes forbids in an existing StatefulSet',
  why: 'Kubernetes forbids that: helm upgrade fails halfway and leaves new Services and ConfigMaps with the old pods.',
  details: `Claim templates and selectors of a StatefulSet cannot be changed. Seen on an API server: an upgrade that switches
\`persistence.enabled\` on (also for the metastore alone), or changes \`size\`, \`annotations\`, \`existingClaim\` or
\`nameOverride\`, ends with \`updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', … are
forbidden\`. ConfigMap, RBAC and Services are new by then and the pods are not: the release has failed and is half new.

Set persistence before you first enable dual. If a StatefulSet already exists, delete it and keep its pods and claims
(\`--cascade=orphan\`), then upgrade; the gate requires \`--accept-data-loss\` for that. A different full name creates new StatefulSets
with empty claims.`,
  sources: ['chart 1.19.2, upgraded on an API server 1.35.4', 'chart 2.2.1, templates'],
  get good() {
    return [
      { values: ON, before: ON },
      { values: ON },
      { values: persistence('size: 20Gi'), before: '{}' },
      { values: SPLIT, before: ON },
      { values: persistence('{enabled: true, storageClassName: "", selector: {}}'), before: ON },
      { values: persistence(`{enabled: true, size: "\${SIZE}"}`), before: ON },
      { values: persistence(`{enabled: true, accessModes: ["\${MODE}"]}`), before: ON },
      { values: `${ON}  extraLabels:\n    a: b\n  replicaCount: 2\n`, before: ON },
      { manifests: CLAIMED, before: CLAIMED },
      { manifests: single('mine'), before: single('emptyDir') },
      { manifests: CLAIMED, before: CLAIMED.replace('[ReadWriteOnce]', '\n        - "ReadWriteOnce"') },
    ];
  },
  get bad() {
    return [
      { values: ON, before: '{}', at: 'pyroscope.persistence.enabled' },
      { values: '{}', before: ON, at: 'pyroscope.persistence.enabled' },
      {
        values: persistence('{enabled: true, size: 20Gi}'),
        before: ON,
        at: 'pyroscope.persistence.size',
      },
      {
        values: persistence('{enabled: true, existingClaim: mine}'),
        before: ON,
        at: 'pyroscope.persistence.existingClaim',
      },
      {
        values: SPLIT + metastore('enabled: true'),
        before: SPLIT,
        at: 'pyroscope.components.metastore.persistence.enabled',
      },
      {
        values: 'pyroscope:\n  fullnameOverride: new\n',
        before: 'pyroscope:\n  fullnameOverride: old\n',
        at: 'pyroscope.fullnameOverride',
      },
      { values: '{}', before: 'pyroscope:\n  nameOverride: old\n', at: 'pyroscope.nameOverride' },
      { manifests: CLAIMED, before: single('emptyDir'), at: 'volumeClaimTemplates:' },
      { manifests: single('emptyDir'), before: CLAIMED, at: 'emptyDir: {}' },
      { manifests: CLAIMED.replace('ReadWriteOnce', 'ReadWriteMany'), before: CLAIMED, at: 'accessModes' },
      {
        manifests: CLAIMED,
        before: CLAIMED.replace('name: pyroscope\n', 'name: old\n'),
        at: 'name: pyroscope',
      },
    ];
  },
  judge({ now, before }, report) {
    const other = renamed(before, now);
    if (other) {
      report({
        at: other.at,
        what: `${other.what} changes in a release that runs`,
        why: 'The StatefulSets get other selectors, which Kubernetes forbids, or other names: then they start with empty claims, and the old data is left behind.',
        fix: other.fix,
      });
      return;
    }
    const changes = kept(before, now).flatMap(([old, next]) =>
      changedKeys(old, next).map((key) => changeOf(next, key)),
    );
    for (const { at, path, components } of joined(changes)) {
      report({
        at,
        what: `the change of ${shownPath(path)} alters the claim templates of ${statefulSets(components)}`,
        fix: `leave ${shownPath(path)} as it was, or ${wayTo(String(path.at(-1)), components)}`,
      });
    }
  },
});
