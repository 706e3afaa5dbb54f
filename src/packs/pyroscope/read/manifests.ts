import { isBefore } from '../../../chart/versions.ts';
import { imageName, readImage } from '../../../image-reference.ts';
import { textWithin } from '../../../manifest/text-within.ts';
import {
  type Component,
  type Flags,
  type Found,
  type Known,
  known,
  likely,
  type ManifestObject,
  type Place,
  type SignFound,
  sure,
  type Tree,
  unsure,
} from '../../../pack.ts';
import { withLazy } from '../../../release/lazy.ts';
import { phaseBySigns } from '../../../release/signs.ts';
import { objectBehind } from '../../../rules/objects.ts';
import { manifestTree } from '../../../rules/trees.ts';
import type { YamlNode } from '../../../yaml/node.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { ALL, askedInstead, isV1Only, isV2Only, type Layout, storesServedBy } from '../facts/components.ts';
import { PHASES, type PyroscopePhase } from '../facts/phases.ts';
import { DEFAULT_GRACE_PERIOD, type PyroscopeComponent, type PyroscopeFacts } from './facts.ts';
import { dataOfWorkload } from './volumes.ts';

const COMPONENT = 'app.kubernetes.io/component';
const CHART_LABEL = /^pyroscope-v?\d/;
/** What the server's image is called, whatever registry it comes from. */
export const IMAGE = 'pyroscope';

/** Whether args tell the server to run as a component: Go takes one dash or two, and the value as an item of its own. */
export const hasTarget = (args: readonly string[], component: string): boolean =>
  args.some((arg, index) => {
    const isAlone = /^--?target$/.test(arg);
    return isAlone ? args[index + 1] === component : /^--?target=(.*)$/.exec(arg)?.[1] === component;
  });

/** By the chart's label; a renamed chart is known by workloads that run the server's image as one of its components. */
export function recognise(object: ManifestObject): boolean {
  const { kind, labels } = object;
  const chart = labels['helm.sh/chart'];
  if (chart !== undefined && CHART_LABEL.test(chart)) return true;
  const component = labels[COMPONENT];
  if (component === undefined || chart === undefined) return false;
  // Looked at last, as they have to be read first.
  return (
    (kind === 'Deployment' || kind === 'StatefulSet') &&
    object.images.some((image) => imageName(readImage(image)) === IMAGE) &&
    hasTarget(object.args, component)
  );
}

/** The chart names everything after this: `<fullname>-memberlist` and, in the cluster label, `<namespace>-<fullname>`. */
export function fullnameOfObjects(objects: readonly ManifestObject[]): string | undefined {
  const memberlist = objects.find(({ kind, name }) => kind === 'Service' && name.endsWith('-memberlist'));
  return memberlist?.name.slice(0, -'-memberlist'.length);
}

/**
 * The Service that clients of a dropped one can use.
 * @param staying objects of the release
 * @returns its name; undefined where none does the same
 */
export function serviceInstead(
  dropped: ManifestObject,
  staying: readonly ManifestObject[],
): string | undefined {
  const component = askedInstead(dropped.labels[COMPONENT] ?? '');
  if (component === undefined) return undefined;
  return staying.find(
    ({ kind, name, labels }) =>
      kind === 'Service' && labels[COMPONENT] === component && !name.endsWith('-headless'),
  )?.name;
}

/** A file of the server's, as a ConfigMap of the release holds it. */
interface ServerFile {
  readonly root: YamlNode | null;
  /** Where a stretch of it stands in the stream. */
  readonly where: (start: number, end: number) => Place;
}

const CONFIG = 'config.yaml';
const OVERRIDES = 'overrides.yaml';
const FILES = [CONFIG, OVERRIDES] as const;
type ServerFiles = { readonly [K in (typeof FILES)[number]]?: ServerFile | undefined };

const read = new WeakMap<ManifestObject, ServerFiles>();

/** @throws LibraryNeeded */
function fileIn(map: ManifestObject, key: string): ServerFile | undefined {
  const object = objectBehind(map);
  const within = textWithin(object, 'data', key);
  if (within === undefined) return undefined;
  const { read, offsetOf } = within;
  return {
    root: read.ok ? read.root : null,
    where: (start, end) => ({
      in: 'manifest',
      document: object.document.index,
      start: offsetOf(start),
      end: offsetOf(end),
    }),
  };
}

/** @throws LibraryNeeded */
function filesIn(map: ManifestObject): ServerFiles {
  const known = read.get(map);
  if (known) return known;
  const files = Object.fromEntries(FILES.map((key) => [key, fileIn(map, key)]));
  read.set(map, files);
  return files;
}

/** Of two ConfigMaps of a release that hold the same file the first counts. */
function serverFiles(objects: readonly ManifestObject[]): ServerFiles {
  const maps = objects.filter(({ kind }) => kind === 'ConfigMap');
  const holding = (key: string) => maps.find((map) => map.at('data', key) !== undefined);
  return Object.fromEntries(
    FILES.map((key) => {
      const map = holding(key);
      return [key, map && filesIn(map)[key]];
    }),
  );
}

function gracePeriodOf(workload: Tree): Known<number> {
  const path = ['spec', 'template', 'spec', 'terminationGracePeriodSeconds'];
  const said = workload.at(...path);
  if (said === undefined) return known(DEFAULT_GRACE_PERIOD, 'default', workload.place(...path));
  const seconds = Number(likely(said));
  return Number.isNaN(seconds)
    ? unsure('it is not a number', said.place)
    : known(seconds, 'chart', said.place);
}

/** Helm's fromYaml fails without failing: what it gives then has this one key (Helm 3.21 and 4.2). */
const FAILED = /^error (?:converting YAML to JSON|unmarshaling JSON)\b/;

/** What a chart writes in place of a `pyroscope.config` that Helm cannot read. */
function unreadableConfig([component]: readonly PyroscopeComponent[]): Known<string> | undefined {
  const said = component?.config?.at('Error');
  return said?.sure && FAILED.test(said.value) ? said : undefined;
}

/** The names of pods and Services that raft's own flags are made of stand for what any replica has. */
const asWritten = (flags: Flags): Flags =>
  Object.fromEntries(
    Object.entries(flags).map(([name, value]) => {
      if (value.sure || value.likely === undefined || !name.startsWith('metastore.raft.'))
        return [name, value];
      return [name, known(value.likely, value.by ?? 'chart', value.place)];
    }),
  );

/** As the engine reads a workload. */
type OfWorkload = Component & Required<Pick<Component, 'object' | 'mounts' | 'portNames'>>;

const isComponentOfChart = (one: Component): one is OfWorkload => one.object?.labels[COMPONENT] !== undefined;

function componentsOf(
  objects: readonly ManifestObject[],
  found: readonly Component[],
): readonly PyroscopeComponent[] {
  const claims = new Set(
    objects.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ name }) => name),
  );
  const files = serverFiles(objects);
  const treeOf = (key: keyof ServerFiles, by: 'config' | 'override', fallback: Place): Tree =>
    manifestTree(files[key]?.root ?? null, files[key]?.where, by, fallback);
  return found.filter(isComponentOfChart).map((component) => {
    const { object, flags } = component;
    const place: Place = object.place('metadata', 'name');
    const whole: PyroscopeComponent = withLazy(
      Object.assign(component, {
        config: treeOf(CONFIG, 'config', place),
        overrides: treeOf(OVERRIDES, 'override', place),
        stores: storesServedBy(component.name),
      }),
      {
        flags: () => asWritten(flags),
        data: () => dataOfWorkload(object, claims),
        hasClaims: () => likely(whole.data)?.kind === 'claimTemplate',
        resources: () => component.container?.below('resources'),
        gracePeriod: () => gracePeriodOf(object),
      },
    );
    return whole;
  });
}

const labelIn = (components: readonly Component[]): Known<string> | undefined =>
  components.map(({ flags }) => flags['memberlist.cluster-label']).find((one) => one !== undefined);

/**
 * Tells the layout apart. A render of legacy components and one of microservices in v1 hold the same objects; the
 * suffix of the memberlist cluster label, which only `architecture.microservices.enabled` adds, is the difference.
 */
function layoutOf(components: readonly Component[], objects: readonly ManifestObject[]): Layout {
  const names = components.map(({ name }) => name);
  if (names.includes(ALL)) return 'single-binary';
  if (names.some(isV2Only) || !names.some(isV1Only)) return 'microservices';
  const label = likely(components[0]?.flags['memberlist.cluster-label']) ?? '';
  const fullname = fullnameOfObjects(objects);
  return fullname !== undefined && label.endsWith(`-${fullname}`) ? 'legacy' : 'microservices';
}

/** What stands behind `<namespace>-<fullname>` in the memberlist label. */
function clusterLabelSuffix(
  objects: readonly ManifestObject[],
  components: readonly Component[],
): Known<string> {
  const label = labelIn(components);
  const [fullname, text] = [fullnameOfObjects(objects), likely(label)];
  const start = fullname === undefined ? -1 : (text?.lastIndexOf(`-${fullname}`) ?? -1);
  return fullname === undefined || text === undefined || start < 0
    ? unsure('the memberlist label is not of the form that the chart gives it', label?.place)
    : known(text.slice(start + 1 + fullname.length), 'chart', label?.place);
}

/** Which components are there says the phase as well, where each has its own: the legacy layout has the same in all. */
function componentSigns(
  components: readonly Component[],
  layout: Layout,
  chart: string,
): readonly SignFound<PyroscopePhase>[] {
  if (layout !== 'microservices') return [];
  const names = [...new Set(components.map(({ name }) => name))];
  const [v1, v2] = [names.filter(isV1Only), names.filter(isV2Only)];
  if (v1.length === 0 && v2.length === 0) return [];
  if (v2.length === 0) return [{ about: `v1-only components alone (${v1.join(', ')})`, fits: ['v1'] }];
  if (v1.length === 0) return [{ about: `v2-only components alone (${v2.join(', ')})`, fits: ['v2'] }];
  const leavesV1 = isBefore(chart, FIRST_CHART.leavingV1Out);
  return [{ about: 'components of v1 and of v2', fits: leavesV1 ? ['dual', 'v2'] : ['dual'] }];
}

/** Every sign of a release's phase: flags of the server (charts 1.15.1 to 2.2.1), and the components. */
export const allSigns = (
  found: Found<PyroscopePhase>,
  layout: Layout,
): readonly SignFound<PyroscopePhase>[] => [
  ...found.signs,
  ...componentSigns(found.components, layout, found.chart),
];

/** Reads a release off what Helm rendered. */
export function readManifests(
  objects: readonly ManifestObject[],
  found: Found<PyroscopePhase>,
): PyroscopeFacts {
  const components = componentsOf(objects, found.components);
  const rendered = found.rendered as PyroscopeFacts | undefined;
  const layout = sure(rendered?.layout) ?? layoutOf(components, objects);
  const failed = unreadableConfig(components);
  return {
    ...(failed && { unreadableConfig: failed }),
    get phase() {
      return phaseBySigns(allSigns(found, layout), PHASES, sure(found.phase));
    },
    layout: known(layout, 'chart'),
    clusterLabelSuffix: clusterLabelSuffix(objects, components),
    components,
    isTuned: true,
  };
}
