import { posix } from 'node:path';
import { isBefore } from '../../../chart/versions.ts';
import {
  type Known,
  known,
  likely,
  type ManifestObject,
  type Mount,
  type Path,
  type Place,
  sure,
  type Tree,
  unsure,
} from '../../../pack.ts';
import { printed } from '../../../values/printed.ts';
import { isTrueInTemplate, lookup, toJson } from '../../../values/tree.ts';
import { FIRST_CHART, isExperimentChart } from '../facts/charts.ts';
import { ALL } from '../facts/components.ts';
import { hasStore } from '../facts/phases.ts';
import type { ChartValues, ComponentValues } from './chart-values.ts';
import { type DataVolume, type PyroscopeComponent, type PyroscopeState, settingOf } from './facts.ts';

/** Where servers and charts 1.x keep the blocks of the filesystem backend. */
export const SHARED_DIRECTORY = '/data-shared';

/** The directory on the volume `data` that charts 1.x mount there by default. */
export const SHARED_SUBPATH = '.shared';

/** Before a StatefulSet is made anew: an orphaned pod takes its emptyDir with it when it is replaced (audit A10). */
export const COPY_FIRST =
  'first copy the data that you want to keep, because what is on an emptyDir is lost with the pod';

/** What a claim takes where the StatefulSet exists, in any phase. */
export const CLAIM_ON_EXISTING = `Kubernetes cannot add a claim to a StatefulSet that exists: ${COPY_FIRST}, and then delete the StatefulSet with --cascade=orphan`;

/** Stands for what something fills in before Helm; a private character, which JSON leaves as it is. */
const OPEN = '\uE000';

/** Whether a directory cannot be told, as the container finds it in a variable. */
export const isOpen = (directory: string): boolean => directory.includes('$');

/** A directory of the server, whose working directory is the root. */
export const absolute = (directory: string): string => posix.resolve('/', directory);

/** The mount that a directory of a component lies in; undefined where it lies on no volume. */
export function mountOf({ mounts }: PyroscopeComponent, directory: string): Mount | undefined {
  const wanted = `${absolute(directory)}/`;
  const depth = ({ path }: Mount): number => likely(path)?.length ?? 0;
  return mounts
    .filter(({ path }) => wanted.startsWith(`${(likely(path) ?? OPEN).replace(/\/+$/, '')}/`))
    .toSorted((one, other) => depth(other) - depth(one))[0];
}

/** Where raft keeps its log, for a server whose version and so whose default are not known. */
const RAFT_DIRECTORY = './data-metastore/raft';

/** The directory in which a metastore keeps its raft log; a guess where nothing is known of it. */
export const raftDirectoryOf = (state: PyroscopeState, metastore: PyroscopeComponent): Known<string> =>
  settingOf(state, 'raftDirectory', metastore) ??
  unsure('the server is not known', undefined, RAFT_DIRECTORY);

/** Whether a metastore keeps its index on an emptyDir, and raft its log on no other volume. */
export function isVolatile(state: PyroscopeState, metastore: PyroscopeComponent): boolean {
  const mount = mountOf(metastore, likely(raftDirectoryOf(state, metastore)) ?? '');
  return sure(metastore.data)?.kind === 'emptyDir' && (mount === undefined || mount.volume === 'data');
}

function plain(tree: Tree, path: Path): unknown {
  const type = tree.type(...path);
  const keys = tree.keys(...path);
  if (type === 'list') return keys.map((key) => plain(tree, [...path, key]));
  if (type === 'map')
    return Object.fromEntries(
      keys
        .map(String)
        .toSorted()
        .map((key) => [key, plain(tree, [...path, key])]),
    );
  const said = tree.at(...path);
  return said === undefined || said.sure ? (said?.value ?? '') : OPEN;
}

/** What stands at a path in one text, maps in the order of their keys; empty for what a template takes for false. */
function textIn(tree: Tree, path: Path): Known<string> {
  const place = tree.at(...path)?.place ?? tree.place(...path);
  if (!tree.isTrue(...path)) return known('', 'chart', place);
  const value = plain(tree, path);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.includes(OPEN)
    ? unsure('the value is filled in before Helm sees it', place)
    : known(text, 'chart', place);
}

/** Where a claim template holds what a key below `persistence` says. */
const IN_TEMPLATE: Readonly<Record<string, Path>> = {
  size: ['spec', 'resources', 'requests', 'storage'],
  storageClassName: ['spec', 'storageClassName'],
  accessModes: ['spec', 'accessModes'],
  annotations: ['metadata', 'annotations'],
  selector: ['spec', 'selector'],
};

const EXTRA_TEMPLATES = 'extraVolumeClaimTemplates';

const isStatefulSet = ({ name, value }: ComponentValues): boolean => {
  const kind = value('kind');
  return name === ALL || (kind?.kind === 'scalar' && kind.value === 'StatefulSet');
};

/** What the chart mounts as the volume `data` of a component (charts 1.14.0 to 2.2.1). */
function dataVolumeOf(component: ComponentValues): DataVolume {
  const { value } = component;
  if (!isTrueInTemplate(value('persistence', 'enabled'))) return { kind: 'emptyDir' };
  const claim = value('persistence', 'existingClaim');
  if (claim?.kind === 'scalar' && isTrueInTemplate(claim)) return { kind: 'claim', claim: printed(claim) };
  return { kind: isStatefulSet(component) ? 'claimTemplate' : 'ownClaim' };
}

/** The chart renders `extraObjects` as they are, each perhaps with template text: their JSON is searched for words. */
function createsClaim({ resolved }: ChartValues, component: string): boolean {
  const objects = lookup(resolved, ['extraObjects']);
  const text = objects === undefined ? '' : JSON.stringify(toJson(objects));
  return text.includes('PersistentVolumeClaim') && text.includes(`${component}-data`);
}

/** @param tree the component's values, with their places */
export function dataOfValues(values: ChartValues, component: ComponentValues, tree: Tree): Known<DataVolume> {
  const volume = dataVolumeOf(component);
  const said = tree.at('persistence', 'enabled');
  const by = said?.sure ? said.by : 'default';
  const key = volume.kind === 'claim' ? 'existingClaim' : 'enabled';
  const place = tree.at('persistence', key)?.place ?? tree.place('persistence', key);
  if (volume.kind === 'ownClaim')
    return known({ ...volume, isCreated: createsClaim(values, component.name) }, by, place);
  if (volume.kind !== 'claimTemplate') return known(volume, by, place);
  const keys = [...Object.keys(IN_TEMPLATE), EXTRA_TEMPLATES];
  const template = Object.fromEntries(keys.map((one) => [one, textIn(tree, ['persistence', one])]));
  return known({ ...volume, template }, by, place);
}

const VOLUMES: Path = ['spec', 'template', 'spec', 'volumes'];

/** What a volume of a workload is made of. */
export interface VolumeSource {
  readonly kind: 'emptyDir' | 'claim' | 'claimTemplate' | 'other' | 'none';
  /** The name of a claim that is mounted by name. */
  readonly claim?: string;
  /** Whether it goes with the pod, as a generic ephemeral volume does. */
  readonly goesWithPod: boolean;
  readonly place: Place;
}

/** What a workload says of one of its volumes. */
export function sourceOf(workload: ManifestObject, volume: string): VolumeSource {
  const index = workload
    .keys(...VOLUMES)
    .findIndex((one) => likely(workload.at(...VOLUMES, one, 'name')) === volume);
  const path = [...VOLUMES, index];
  if (workload.has(...path, 'emptyDir'))
    return { kind: 'emptyDir', goesWithPod: true, place: workload.place(...path, 'emptyDir') };
  const said = workload.at(...path, 'persistentVolumeClaim', 'claimName');
  const claim = likely(said);
  if (claim !== undefined)
    return { kind: 'claim', claim, goesWithPod: false, place: said?.place ?? workload.place(...path) };
  if (index >= 0)
    return {
      kind: 'other',
      goesWithPod: workload.has(...path, 'ephemeral'),
      place: workload.place(...path),
    };
  const hasTemplate = workloadTemplates(workload).some((one) => isNamed(one, volume));
  return hasTemplate
    ? { kind: 'claimTemplate', goesWithPod: false, place: workload.place('spec', 'volumeClaimTemplates') }
    : { kind: 'none', goesWithPod: true, place: workload.place('spec') };
}

/** @param claims names of the claims that the release creates */
export function dataOfWorkload(workload: ManifestObject, claims: ReadonlySet<string>): Known<DataVolume> {
  const { kind, claim, place } = sourceOf(workload, 'data');
  if (kind === 'other') return unsure('the volume data is of another kind', place);
  if (claim !== undefined && workload.kind === 'Deployment' && claim === `${workload.name}-data`)
    return known({ kind: 'ownClaim', claim, isCreated: claims.has(claim) }, 'chart', place);
  if (kind !== 'claimTemplate') return known({ kind, ...(claim !== undefined && { claim }) }, 'chart', place);
  const template = templateOf(workloadTemplates(workload));
  return known({ kind, ...(template && { template }) }, 'chart', place);
}

const workloadTemplates = (view: Tree): readonly Tree[] =>
  view.keys('spec', 'volumeClaimTemplates').map((index) => view.below('spec', 'volumeClaimTemplates', index));

const isNamed = (template: Tree, volume: string): boolean =>
  likely(template.at('metadata', 'name')) === volume;

const isData = (template: Tree): boolean => isNamed(template, 'data');

/** What the claim template of the volume `data` says; undefined where there is none. */
function templateOf(templates: readonly Tree[]): DataVolume['template'] | undefined {
  const data = templates.find(isData);
  if (data === undefined) return undefined;
  const others = templates.filter((one) => !isData(one)).map((one) => plain(one, []));
  return {
    ...Object.fromEntries(Object.entries(IN_TEMPLATE).map(([key, path]) => [key, textIn(data, path)])),
    [EXTRA_TEMPLATES]: known(others.length === 0 ? '' : JSON.stringify(others), 'chart', data.place()),
  };
}

/** Whether the chart mounts /data-shared: charts 1.15.1 to 1.21.0 with v2 on. */
const mountsShared = (values: ChartValues, component: ComponentValues): boolean =>
  isExperimentChart(values) &&
  (isBefore(values.chart, FIRST_CHART.sharedMountSwitch) ||
    isTrueInTemplate(component.value('persistence', 'shared', 'enabled')));

/** @param tree the component's values, with their places */
export function mountsOfValues(
  values: ChartValues,
  component: ComponentValues,
  tree: Tree,
): readonly Mount[] {
  const data = (path: string, subPath?: Known<string>): Mount => ({
    path: known(path, 'chart'),
    volume: 'data',
    ...(subPath && { subPath }),
  });
  const hasV2 = component.name === ALL && hasStore(values.phase, 'v2');
  const own = [
    data('/data'),
    ...(hasV2 ? [data('/data-metastore', known('.metastore', 'chart'))] : []),
    ...(hasV2 && mountsShared(values, component)
      ? [data(SHARED_DIRECTORY, tree.at('persistence', 'shared', 'subPath'))]
      : []),
  ];
  const extra = tree.keys('extraVolumeMounts').flatMap((index): Mount[] => {
    const path = tree.at('extraVolumeMounts', index, 'mountPath');
    const volume = likely(tree.at('extraVolumeMounts', index, 'name')) ?? '';
    return path ? [{ path, volume }] : [];
  });
  return [...own, ...extra];
}
