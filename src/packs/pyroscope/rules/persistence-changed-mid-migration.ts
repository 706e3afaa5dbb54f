import type { Report, ValuePath } from '../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeChange, PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { changedClaimKeys } from './shared/claim-template.ts';
import { keepsData } from './shared/data-volume.ts';
import { namesOf } from './shared/extra-args.ts';
import { isPlaceholder } from './shared/placeholder.ts';
import { shownPath, writtenFor } from './shared/written-path.ts';

const persistence = (text: string): string => `pyroscope:\n  persistence:\n    ${text}\n`;
const ON = persistence('enabled: true');
const SPLIT = 'architecture:\n  storage:\n    v1: true\n    v2: true\n  microservices:\n    enabled: true\n';
const metastore = (text: string): string =>
  `pyroscope:\n  components:\n    metastore:\n      persistence: {${text}}\n`;

/** Changes of the names that everything is called after. */
const NAMES: readonly ValuePath[] = [
  ['pyroscope', 'fullnameOverride'],
  ['pyroscope', 'nameOverride'],
];

interface Change {
  readonly at: Report['at'];
  readonly key: string;
  readonly components: readonly ComponentValues[];
}

const nameAt = ({ value }: PyroscopeValues, path: ValuePath): string => {
  const node = value(...path);
  return node?.kind === 'scalar' && isTrueInTemplate(node) ? String(node.value) : '';
};

function changeOf(values: PyroscopeChange, component: ComponentValues, key: string): Change {
  const written = writtenFor(values, component, 'persistence', key);
  const path = written?.path ?? ['pyroscope', 'persistence', key];
  return { at: written?.node ?? path, key: shownPath(path), components: [component] };
}

/** One change of a value that several components share is one mistake. */
function joined(changes: readonly Change[]): readonly Change[] {
  const byKey = new Map<string, Change>();
  for (const change of changes) {
    const known = byKey.get(change.key);
    byKey.set(
      change.key,
      known ? { ...known, components: [...known.components, ...change.components] } : change,
    );
  }
  return [...byKey.values()];
}

function claims(values: PyroscopeChange, previous: PyroscopeValues): readonly Report[] {
  const changes = values.components.filter(keepsData).flatMap((component) => {
    const before = previous.components.find(({ name }) => name === component.name);
    if (!before || !keepsData(before)) return [];
    return changedClaimKeys(before, component).map((key) => changeOf(values, component, key));
  });
  return joined(changes).map(({ at, key, components }) => {
    const [first] = components;
    const name = first === undefined || first.name === 'all' ? '<fullname>' : `<fullname>-${first.name}`;
    return { at, args: { kind: 'claims', key, components: namesOf(components), name } };
  });
}

function names(values: PyroscopeChange, previous: PyroscopeValues): readonly Report[] {
  const [path] = NAMES.filter((one) => {
    const [was, is] = [nameAt(previous, one), nameAt(values, one)];
    return was !== is && !isPlaceholder(was) && !isPlaceholder(is);
  });
  if (path === undefined) return [];
  const args = { kind: 'names', key: path.join('.'), was: nameAt(previous, path) };
  return [{ at: values.given(...path) ?? path, args }];
}

export const persistenceChangedMidMigration: PyroscopeRule = {
  id: 'persistence-changed-mid-migration',
  severity: 'error',
  summary: 'a change that Kubernetes forbids in a StatefulSet that is there already',
  why: `Claim templates and selectors of a StatefulSet cannot be changed. Seen on an API server: an upgrade that switches
\`persistence.enabled\` on (also for the metastore alone), or changes \`size\`, \`annotations\`, \`existingClaim\` or
\`nameOverride\`, ends with \`updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', … are
forbidden\`. ConfigMap, RBAC and Services are new by then and the pods are not: the release is failed and half new.

Set persistence before the first dual. Where a StatefulSet is there already, delete it and leave its pods and claims
(\`--cascade=orphan\`), then upgrade. Another full name makes other StatefulSets with empty claims.`,
  since: '0.2.0',
  sources: ['chart 1.19.2, upgraded on an API server 1.35.4', 'chart 2.2.1, templates'],
  valid: [
    { values: ON, fromValues: ON },
    { values: ON },
    { values: persistence('size: 20Gi'), fromValues: '{}' },
    { values: SPLIT, fromValues: ON },
    { values: persistence('{enabled: true, storageClassName: "", selector: {}}'), fromValues: ON },
    { values: persistence(`{enabled: true, size: "\${SIZE}"}`), fromValues: ON },
    { values: `${ON}  extraLabels:\n    a: b\n  replicaCount: 2\n`, fromValues: ON },
  ],
  invalid: [
    { values: ON, fromValues: '{}', at: 'pyroscope.persistence.enabled' },
    { values: '{}', fromValues: ON, at: 'pyroscope.persistence.enabled' },
    {
      values: persistence('{enabled: true, size: 20Gi}'),
      fromValues: ON,
      at: 'pyroscope.persistence.size',
    },
    {
      values: persistence('{enabled: true, existingClaim: mine}'),
      fromValues: ON,
      at: 'pyroscope.persistence.existingClaim',
    },
    {
      values: SPLIT + metastore('enabled: true'),
      fromValues: SPLIT,
      at: 'pyroscope.components.metastore.persistence.enabled',
    },
    {
      values: 'pyroscope:\n  fullnameOverride: new\n',
      fromValues: 'pyroscope:\n  fullnameOverride: old\n',
      at: 'pyroscope.fullnameOverride',
    },
    { values: '{}', fromValues: 'pyroscope:\n  nameOverride: old\n', at: 'pyroscope.nameOverride' },
  ],
  message: ({ kind, key, components, name, was }) =>
    kind === 'names'
      ? {
          what: `${key} is changed in a release that runs`,
          why: 'the StatefulSets get other selectors, which Kubernetes forbids, or other names: then they start with empty claims, and the old data is left behind',
          remedy: was === '' ? `take ${key} out again` : `keep ${key}: ${was}`,
        }
      : {
          what: `the change of ${key} alters the claim templates of StatefulSet ${components}`,
          why: 'Kubernetes forbids that: helm upgrade fails half-way, with new Services and ConfigMaps beside the old pods',
          remedy: `leave ${key} as it was, or first run kubectl delete statefulset ${name} --cascade=orphan for each of them`,
        },
  check(values) {
    const { previous } = values;
    if (!previous) return [];
    const renamed = names(values, previous);
    return renamed.length > 0 ? renamed : claims(values, previous);
  },
};
