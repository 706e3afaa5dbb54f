import { asVersion } from '../chart/versions.ts';
import type { ParsedObject } from '../manifest/object.ts';
import { itemsAt, textAt } from '../manifest/query.ts';
import type { Pack, RuleDescription } from '../pack.ts';
import { objectView } from '../rules/objects.ts';

/** A stream that must hold a release holds none. */
export const NO_RELEASE: RuleDescription = {
  id: 'no-release',
  severity: 'error',
  summary: 'a phase or a gate was asked for, and the stream holds no release of a known product',
  why: 'Passed through, the manifests would reach the cluster unchanged and unchecked.',
  details: `A stated phase, \`--gate\` and \`--require-match\` need a release. Releases are recognised by their labels and images, so
pass the whole output of the chart. An empty stream means that whatever runs before phasegate wrote nothing.

For runs over releases of other charts, give \`--allow-no-match\`.`,
  bad: [],
};

/** The objects of one release, before anything is made of them. */
export interface ReleaseObjects {
  readonly name: string;
  readonly namespace: string;
  /** As the pack or the label `helm.sh/chart` tells it; undefined where neither does. */
  readonly chart: string | undefined;
  /** The label `helm.sh/chart`; empty where there is none. */
  readonly chartLabel: string;
  readonly objects: readonly ParsedObject[];
}

interface Recognised {
  readonly object: ParsedObject;
  readonly name: string;
  readonly chart: string | undefined;
  readonly chartLabel: string;
}

export const INSTANCE_LABEL = 'app.kubernetes.io/instance';
export const CHART_LABEL = 'helm.sh/chart';

/** The version in a `helm.sh/chart` label such as `pyroscope-2.2.1` or `pyroscope-v2.2.1_1`. */
function chartVersionOf(label: string): string | undefined {
  const text = /-v?(\d+\..*)$/.exec(label)?.[1];
  return text === undefined ? undefined : asVersion(text.replace('_', '+'));
}

/** The chart's name in a `helm.sh/chart` label: what tells the subcharts of a release apart. */
export const chartNameOf = (label: string): string => label.replace(/-v?\d+\..*$/, '');

const labelOf = (object: ParsedObject, label: string): string => object.labels.get(label) ?? '';

function recognised(pack: Pack, object: ParsedObject): Recognised | undefined {
  const answer = pack.recognise(objectView(object));
  if (answer === false) return undefined;
  const said = answer === true ? {} : answer;
  const chartLabel = said.chartLabel ?? labelOf(object, CHART_LABEL);
  const name = said.release ?? labelOf(object, INSTANCE_LABEL);
  return { object, name, chart: said.chart ?? chartVersionOf(chartLabel), chartLabel };
}

const SIBLING_LABELS = [INSTANCE_LABEL, CHART_LABEL, 'app.kubernetes.io/name'];

const siblingKey = (object: ParsedObject): string =>
  SIBLING_LABELS.map((label) => labelOf(object, label)).join(' ');

/**
 * Where one object of a release is recognised, so are those that Helm labelled as the same chart and the same product of
 * the same release: one chart may bring several products, and a component may be named alike in two.
 */
function withSiblings(found: readonly Recognised[], objects: readonly ParsedObject[]): Recognised[] {
  const own = new Set(found.map(({ object }) => object));
  const byLabels = new Map(
    found.flatMap((one) =>
      labelOf(one.object, CHART_LABEL) === '' ? [] : [[siblingKey(one.object), one] as const],
    ),
  );
  if (own.size === objects.length || byLabels.size === 0) return [...found];
  return objects.flatMap((object) => {
    if (own.has(object)) return found.find((one) => one.object === object) ?? [];
    const sibling = byLabels.get(siblingKey(object));
    return sibling ? [{ ...sibling, object }] : [];
  });
}

/** The namespace that a RoleBinding's subjects live in: the only trace of one in it. */
const subjectNamespace = (object: ParsedObject): string | undefined =>
  itemsAt(object.node, 'subjects').map(({ value }) => textAt(value, 'namespace'))[0];

function namespaceFor(object: ParsedObject, known: readonly string[]): string | undefined {
  if (object.namespace !== '' || known.length === 0) return object.namespace;
  if (known.length === 1) return known[0];
  const subject = subjectNamespace(object);
  return subject !== undefined && known.includes(subject) ? subject : undefined;
}

function namespacesOf(objects: readonly Recognised[]): Map<string, string[]> {
  const namespaces = new Map<string, string[]>();
  for (const { object, name, chartLabel } of objects) {
    if (object.namespace === '') continue;
    const key = `${name} ${chartLabel}`;
    const known = namespaces.get(key) ?? [];
    if (!known.includes(object.namespace)) namespaces.set(key, [...known, object.namespace]);
  }
  return namespaces;
}

/**
 * The releases of a pack's product among objects, by name, namespace and chart label. An object without namespace joins
 * the release of the same name and chart; where two namespaces hold one and nothing tells which, it stays out of both.
 */
export function releasesIn(pack: Pack, objects: readonly ParsedObject[]): readonly ReleaseObjects[] {
  const found = objects.flatMap((object) => recognised(pack, object) ?? []);
  const ours = withSiblings(found, objects);
  const namespaces = namespacesOf(ours);
  const groups = new Map<string, ReleaseObjects & { objects: ParsedObject[] }>();
  for (const { object, name, chart, chartLabel } of ours) {
    const namespace = namespaceFor(object, namespaces.get(`${name} ${chartLabel}`) ?? []);
    if (namespace === undefined) continue;
    const key = [name, namespace, chartLabel].join(' ');
    const group = groups.get(key) ?? { name, namespace, chart, chartLabel, objects: [] };
    group.objects.push(object);
    groups.set(key, group);
  }
  return [...groups.values()].filter((one) => pack.dormant?.(one) === undefined);
}
