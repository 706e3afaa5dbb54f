import type { ParsedObject } from '../manifest/object.ts';
import { asSequence, at, entryOf, integerAt, textAt } from '../manifest/query.ts';
import {
  type Component,
  type Flags,
  type Found,
  type Known,
  known,
  type ManifestObject,
  type Pack,
  type Place,
  type State,
  unsure,
} from '../pack.ts';
import type { Mount, UnreadableWorkload } from '../rules/case.ts';
import { objectView } from '../rules/objects.ts';
import { settingReader } from '../rules/settings.ts';
import { manifestTree } from '../rules/trees.ts';
import type { Sourced } from '../step/source.ts';
import { withLazy } from './lazy.ts';
import { chartNameOf, type ReleaseObjects } from './recognise.ts';
import { phaseBySigns, signsIn } from './signs.ts';
import {
  appVersionOf,
  componentIn,
  isWorkload,
  readWorkload,
  serverBehindImage,
  type Workload,
  whyNoArgs,
} from './workload.ts';

/** One release of a pack's product, as manifests hold it. */
export interface Release {
  readonly pack: Pack;
  readonly name: string;
  readonly namespace: string;
  /** As the label `helm.sh/chart` has it, without the version. */
  readonly chartName: string;
  readonly chart: Sourced<string>;
  readonly objects: readonly ParsedObject[];
  readonly workloads: readonly Workload[];
}

/** What somebody said of a release's versions; it goes before what the manifests say. */
export interface StatedVersions {
  readonly chartVersion?: Sourced<string>;
  readonly serverVersion?: Sourced<string>;
}

/** Reads the workloads and versions of a release. */
export function readRelease(
  pack: Pack,
  { name, namespace, chart: read, chartLabel, objects }: ReleaseObjects,
  { chartVersion, serverVersion }: StatedVersions = {},
): Release {
  const chart: Sourced<string> = chartVersion ?? {
    value: read ?? '0.0.0',
    source: { kind: 'manifests', detail: `label helm.sh/chart ${chartLabel}` },
  };
  const order = pack.flagOrder?.(chart.value, objects.map(objectView));
  const appVersion = appVersionOf(objects);
  const serverBehind = (image: string) =>
    serverVersion ?? serverBehindImage(pack, image, appVersion, chart.value);
  const workloads = objects.flatMap((one) => readWorkload(pack, one, order, serverBehind) ?? []);
  return { pack, name, namespace, chartName: chartNameOf(chartLabel), chart, objects, workloads };
}

/** Whether there is nothing to decide on: parts of a release without a workload, such as hooks alone. */
export const isPartial = ({ pack, workloads, objects }: Release): boolean =>
  workloads.length === 0 &&
  objects.every((one) => one.kind !== undefined && !isWorkload(one) && !pack.runs?.(objectView(one)));

/** What a state is read off: a release, or what edits have left of it. */
export interface ReleaseView {
  readonly release: Release;
  readonly workloads: readonly Workload[];
  readonly objects: readonly ParsedObject[];
  /** What edits have left of an object; as it stands in the stream where it is left out. */
  viewOf?(object: ParsedObject): ManifestObject;
}

const IN_A_VARIABLE = 'an environment variable decides it';
const ELSEWHERE = 'the variable is taken from elsewhere';

/** Kubernetes puts a variable in for `$(NAME)` at start. */
const EXPANDS = /\$\([A-Za-z_]/;

const placeIn = ({ document }: ParsedObject, start: number, end: number): Place => ({
  in: 'manifest',
  document: document.index,
  start,
  end,
});

function flagsOf({ flags, object }: Workload): Flags {
  const found: Record<string, Known<string>> = {};
  for (const { name, value, byChart, scalar } of flags.all()) {
    const place = scalar && placeIn(object, scalar.start, scalar.end);
    const by = byChart ? 'chart' : 'person';
    found[name] = EXPANDS.test(value)
      ? { ...unsure(IN_A_VARIABLE, place, value), by }
      : known(value, by, place);
  }
  return found;
}

function variablesOf({ environment, object }: Workload): Record<string, Known<string>> {
  const entries = environment.items().map(({ value, start }) => {
    const name = textAt(value, 'name') ?? '';
    const place = placeIn(object, start, value.end);
    const text = environment.valueOf(name);
    if (text !== undefined) return [name, known(text, 'chart', place)] as const;
    const isElsewhere = at(value, 'valueFrom') !== undefined;
    return [name, isElsewhere ? unsure<string>(ELSEWHERE, place) : known('', 'chart', place)] as const;
  });
  return Object.fromEntries(entries);
}

/** The most replicas that an autoscaler may ask for. */
function mostReplicas({ objects }: Release, target: ParsedObject): number | undefined {
  const scaler = objects.find(
    ({ kind, node }) =>
      kind === 'HorizontalPodAutoscaler' && textAt(node, 'spec', 'scaleTargetRef', 'name') === target.name,
  );
  return scaler && integerAt(scaler.node, 'spec', 'maxReplicas');
}

function replicasOf(release: Release, { object, replicas }: Workload): Known<number> {
  const view = objectView(object);
  return replicas === undefined
    ? unsure(
        'an autoscaler decides the number of replicas',
        view.place('spec'),
        mostReplicas(release, object),
      )
    : known(replicas, 'chart', view.at('spec', 'replicas')?.place);
}

function serverIn({ server, container, object }: Workload): Known<string> {
  const image = at(container, 'image');
  const place = image && placeIn(object, image.start, image.end);
  if (server === undefined) return unsure('the image does not name a version', place);
  const isRead = server.source.kind === 'manifests' || server.source.kind === 'default';
  return known(server.value, isRead ? 'chart' : 'person', place);
}

function mountsOf({ mounts, object }: Workload): readonly Mount[] {
  return mounts.items().flatMap(({ value, start }): Mount[] => {
    const path = textAt(value, 'mountPath');
    if (path === undefined) return [];
    const place = placeIn(object, start, value.end);
    const subPath = textAt(value, 'subPath');
    return [
      {
        path: known(path, 'chart', place),
        volume: textAt(value, 'name') ?? '',
        ...(subPath !== undefined && { subPath: known(subPath, 'chart', place) }),
      },
    ];
  });
}

function portNamesOf({ ports, object }: Workload): readonly Known<string>[] {
  return ports.items().flatMap(({ value, start }) => {
    const name = textAt(value, 'name');
    return name === undefined ? [] : [known(name, 'chart', placeIn(object, start, value.end))];
  });
}

const componentOf = (release: Release, workload: Workload): Component =>
  withLazy(
    {
      name: workload.component,
      kind: workload.object.kind ?? '',
      server: serverIn(workload),
      object: objectView(workload.object),
    },
    {
      replicas: () => replicasOf(release, workload),
      flags: () => flagsOf(workload),
      variables: () => variablesOf(workload),
      mounts: () => mountsOf(workload),
      portNames: () => portNamesOf(workload),
      container: () => manifestTree(workload.container, workload.object.document.index),
    },
  );

const ANCHOR = /(?:^|[\s[{,-])&([\w.-]+)/g;

/** Whether something in a stretch of the document is what an alias elsewhere stands for. */
function isAliased(text: string, start: number, end: number): boolean {
  const anchors = [...text.slice(start, end).matchAll(ANCHOR)];
  return anchors.some(([, name]) => new RegExp(`\\*${name?.replaceAll('.', '\\.')}(?![\\w.-])`).test(text));
}

/** Lists that an edit may touch must stand where they are used, and be used nowhere else. */
function usesAlias({ container, object }: Workload): boolean {
  return ['args', 'env', 'ports', 'volumeMounts'].some((key) => {
    const list = entryOf(container, key)?.value;
    if (list?.kind === 'alias' || asSequence(list)?.items.some(({ value }) => value.kind === 'alias'))
      return true;
    return list !== undefined && isAliased(object.document.text, list.start, list.end);
  });
}

const ALIAS = 'a list of its container is a YAML alias, or the anchor of one';

/** Workloads without args to be seen, and lists that an edit would change elsewhere as well. */
function unreadableOf({ pack, objects, workloads }: Release): readonly UnreadableWorkload[] {
  const isOwn = (object: ParsedObject): boolean => pack.isComponent?.(componentIn(object)) ?? true;
  const readable = new Set(workloads.map(({ object }) => object));
  return [
    ...objects
      .filter((object) => isWorkload(object) && !readable.has(object) && isOwn(object))
      .map((object) => ({ object: objectView(object), ...whyNoArgs(pack, object) })),
    ...workloads.flatMap((workload) => {
      const { object, wrapped } = workload;
      const view = objectView(object);
      if (usesAlias(workload)) return { object: view, why: ALIAS };
      return wrapped === undefined ? [] : { object: view, why: wrapped, isWrapped: true };
    }),
  ];
}

function foundIn({ release, workloads }: ReleaseView, rendered: State | undefined): Found {
  const { pack, name, namespace, chart } = release;
  const phases = pack.phases.map(({ id }) => id);
  let signs: Found['signs'] | undefined;
  return {
    release: name,
    namespace,
    chart: chart.value,
    ...(rendered && { rendered }),
    components: workloads.map((one) => componentOf(release, one)),
    get signs() {
      signs ??= signsIn(pack.phases, workloads, chart.value);
      return signs;
    },
    get phase() {
      return phaseBySigns(this.signs, phases);
    },
  };
}

/** Where a release that is read has got to, while it is rendered. */
interface OnTheWay {
  /** The phase that it is on its way to. */
  readonly phase: Known<string>;
  /** As Helm rendered it. */
  readonly rendered: State;
}

/** Reads a release off what Helm rendered, as edits have left it so far. */
export function stateOfManifests(view: ReleaseView, { phase, rendered }: Partial<OnTheWay> = {}): State {
  const { release, objects } = view;
  const { pack, name, namespace, chart } = release;
  const views = objects.map((object) => view.viewOf?.(object) ?? objectView(object));
  const facts = pack.readManifests(views, foundIn(view, rendered));
  const state: State = withLazy(
    Object.assign(facts, {
      readFrom: 'manifests' as const,
      release: known(name, 'chart'),
      namespace: namespace === '' ? unsure<string>('no object names a namespace') : known(namespace, 'chart'),
      chart: known(chart.value, 'chart'),
      objects: views,
      setting: settingReader(pack.settings ?? [], facts.components),
    }),
    {
      unreadable: () => unreadableOf(release),
      stores: () => pack.stores?.(state) ?? {},
      ...(phase && { phase: () => phase }),
    },
  );
  return state;
}

/** What a message quotes: the value that somebody wrote, or the best guess. */
export const phaseShown = ({ phase }: Pick<State, 'phase'>): string => (phase.sure ? phase.value : 'unclear');
