import { asVersion, majorOf } from '../../chart/versions.ts';
import type { ManifestObject } from '../../manifest/object.ts';
import { itemsAt, textAt } from '../../manifest/query.ts';
import type { PackInput, StatedIntent } from '../../step/pack.ts';
import type { Sourced } from '../../step/source.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { chartArgs } from './chart-flags.ts';
import { layoutOf, type Release } from './release.ts';
import { serverVersionOf } from './server-version.ts';
import { readWorkload, type Workload } from './workload.ts';

const CHART_LABEL = /^pyroscope-(\d.*)$/;

/** The chart version in a `helm.sh/chart` label such as `pyroscope-2.2.1`, undefined for other charts. */
function chartVersionOf(label: string | undefined): string | undefined {
  const text = CHART_LABEL.exec(label ?? '')?.[1];
  return text === undefined ? undefined : asVersion(text.replace('_', '+'));
}

/** The objects of one release, before anything is made of them. */
export interface ReleaseObjects {
  readonly name: string;
  readonly namespace: string;
  readonly chartLabel: string;
  readonly objects: readonly ManifestObject[];
}

const instanceOf = (object: ManifestObject): string => object.labels.get('app.kubernetes.io/instance') ?? '';
const chartLabelOf = (object: ManifestObject): string => object.labels.get('helm.sh/chart') ?? '';

/** The namespace that a RoleBinding's subjects live in: the only trace of one in it. */
const subjectNamespace = (object: ManifestObject): string | undefined =>
  itemsAt(object.node, 'subjects').map(({ value }) => textAt(value, 'namespace'))[0];

function namespaceFor(object: ManifestObject, known: readonly string[]): string | undefined {
  if (object.namespace !== '' || known.length === 0) return object.namespace;
  if (known.length === 1) return known[0];
  const subject = subjectNamespace(object);
  return subject !== undefined && known.includes(subject) ? subject : undefined;
}

function groupKeys(objects: readonly ManifestObject[]): Map<string, string[]> {
  const namespaces = new Map<string, string[]>();
  for (const object of objects.filter((one) => one.namespace !== '')) {
    const key = `${instanceOf(object)} ${chartLabelOf(object)}`;
    const known = namespaces.get(key) ?? [];
    if (!known.includes(object.namespace)) namespaces.set(key, [...known, object.namespace]);
  }
  return namespaces;
}

/**
 * Sorts objects into releases by instance, namespace and chart label. An object without namespace joins the release
 * of the same instance and chart; where two namespaces hold one and nothing tells which, it stays out of both.
 */
export function groupReleases(objects: readonly ManifestObject[]): ReleaseObjects[] {
  const ours = objects.filter((object) => chartVersionOf(chartLabelOf(object)) !== undefined);
  const namespaces = groupKeys(ours);
  const groups = new Map<string, ReleaseObjects & { objects: ManifestObject[] }>();
  for (const object of ours) {
    const name = instanceOf(object);
    const chartLabel = chartLabelOf(object);
    const namespace = namespaceFor(object, namespaces.get(`${name} ${chartLabel}`) ?? []);
    if (namespace === undefined) continue;
    const key = [name, namespace, chartLabel].join(' ');
    const group = groups.get(key) ?? { name, namespace, chartLabel, objects: [] };
    group.objects.push(object);
    groups.set(key, group);
  }
  return [...groups.values()];
}

type ReadText = PackInput['readText'];

/** What a ConfigMap of the release holds under a key, read as YAML; null where there is nothing readable. */
function configText(objects: readonly ManifestObject[], key: string, readText: ReadText): YamlNode | null {
  const maps = objects.filter((object) => object.kind === 'ConfigMap');
  const text = maps.map((object) => textAt(object.node, 'data', key)).find((found) => found !== undefined);
  const read = readText(text ?? '');
  return read.ok ? read.value : null;
}

function chartOf(group: ReleaseObjects, stated: StatedIntent): Sourced<string> {
  const label = chartVersionOf(group.chartLabel) ?? '0.0.0';
  return (
    stated.chartVersion ?? {
      value: label,
      source: { kind: 'manifests', detail: `label helm.sh/chart ${group.chartLabel}` },
    }
  );
}

const V2_TRACES = ['PYROSCOPE_METASTORE_SERVICE', 'PYROSCOPE_V2_EXPERIMENT', '-metastore.address='];

/** What the chart writes into every component's pod where v2 is on, in all of a release or nowhere. */
const wasRenderedWithV2 = ({ document }: ManifestObject): boolean =>
  V2_TRACES.some((trace) => document.text.includes(trace));

/** Makes a release of its objects: versions, workloads, layout, server configuration. */
export function readRelease(group: ReleaseObjects, stated: StatedIntent, readText: ReadText): Release {
  const { objects } = group;
  const chart = chartOf(group, stated);
  const chartMajor = majorOf(chart.value);
  const appVersion = objects
    .map((one) => one.labels.get('app.kubernetes.io/version'))
    .find((one) => one !== undefined);
  const serverOf = (image: string): Sourced<string> =>
    stated.serverVersion ?? serverVersionOf(image, appVersion, chart.value);
  const chartFlags = chartArgs(chartMajor, objects.some(wasRenderedWithV2));
  const workloads: Workload[] = objects.flatMap((object) => readWorkload(object, chartFlags, serverOf) ?? []);
  const layout = layoutOf(workloads, objects);
  const config = configText(objects, 'config.yaml', readText);
  const overrides = configText(objects, 'overrides.yaml', readText);
  return {
    name: group.name,
    namespace: group.namespace,
    chart,
    chartMajor,
    appVersion,
    objects,
    workloads,
    layout,
    config,
    overrides,
  };
}
