import type { ManifestObject as ParsedObject } from '../../../manifest/object.ts';
import { asSequence, at, entryOf, integerAt, textAt } from '../../../manifest/query.ts';
import {
  type Flags,
  type Known,
  known,
  likely,
  type ManifestObject,
  type Place,
  unsure,
} from '../../../pack.ts';
import { objectView } from '../../../rules/objects.ts';
import { settingReader } from '../../../rules/settings.ts';
import { manifestTree } from '../../../rules/trees.ts';
import { isComponent } from '../facts/components.ts';
import type { Phase } from '../facts/phases.ts';
import { SETTINGS } from '../facts/settings.ts';
import { storesOf } from '../facts/stores.ts';
import { fullnameOf, type Release } from '../release.ts';
import type { Workload } from '../workload.ts';
import {
  DEFAULT_GRACE_PERIOD,
  type PyroscopeComponent,
  type PyroscopeState,
  type UnreadableWorkload,
} from './facts.ts';
import { dataOfWorkload, mountsOfWorkload } from './volumes.ts';

const ELSEWHERE = 'the variable is taken from elsewhere';
const IN_A_VARIABLE = 'an environment variable decides it';

/** Kubernetes puts a variable in for `$(NAME)` at start. */
const EXPANDS = /\$\([A-Za-z_]/;

function flagsOf({ flags, object }: Workload): Flags {
  const { index: document } = object.document;
  const found: Record<string, Known<string>> = {};
  for (const { name, value, byChart, scalar } of flags.all()) {
    const place: Place | undefined = scalar && {
      in: 'manifest',
      document,
      start: scalar.start,
      end: scalar.end,
    };
    found[name] =
      EXPANDS.test(value) && !name.startsWith('metastore.raft.')
        ? unsure(IN_A_VARIABLE, place, value)
        : known(value, byChart ? 'chart' : 'person', place);
  }
  return found;
}

function variablesOf({ environment, object }: Workload): Record<string, Known<string>> {
  const { index: document } = object.document;
  const entries = environment.items().map(({ value, start }) => {
    const name = textAt(value, 'name') ?? '';
    const place: Place = { in: 'manifest', document, start, end: value.end };
    const text = environment.valueOf(name);
    if (text !== undefined) return [name, known(text, 'chart', place)] as const;
    return [
      name,
      at(value, 'valueFrom') ? unsure<string>(ELSEWHERE, place) : known('', 'chart', place),
    ] as const;
  });
  return Object.fromEntries(entries);
}

const claimsOf = ({ objects }: Release): ReadonlySet<string> =>
  new Set(objects.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ name }) => name));

/** The most replicas that an autoscaler may ask for. */
function mostReplicas({ objects }: Release, target: ParsedObject): number | undefined {
  const scaler = objects.find(
    ({ kind, node }) =>
      kind === 'HorizontalPodAutoscaler' && textAt(node, 'spec', 'scaleTargetRef', 'name') === target.name,
  );
  return scaler && integerAt(scaler.node, 'spec', 'maxReplicas');
}

function imagePlace({ container, object }: Workload): Place | undefined {
  const image = at(container, 'image');
  return image && { in: 'manifest', document: object.document.index, start: image.start, end: image.end };
}

function componentOf(release: Release, workload: Workload): PyroscopeComponent {
  const { object, component, container, server, replicas, ports } = workload;
  const { index: document } = object.document;
  const view = objectView(object);
  return {
    name: component,
    kind: object.kind ?? '',
    server: known(server.value, 'chart', imagePlace(workload)),
    replicas:
      replicas === undefined
        ? unsure(
            'an autoscaler decides the number of replicas',
            view.place('spec'),
            mostReplicas(release, object),
          )
        : known(replicas, 'chart', view.at('spec', 'replicas')?.place),
    flags: flagsOf(workload),
    variables: variablesOf(workload),
    config: manifestTree(release.config, undefined, 'config', view.place('metadata', 'name')),
    overrides: manifestTree(release.overrides, undefined, 'override', view.place('metadata', 'name')),
    object: view,
    data: dataOfWorkload(workload, claimsOf(release)),
    mounts: mountsOfWorkload(workload),
    portNames: ports.items().flatMap(({ value, start }) => {
      const name = textAt(value, 'name');
      return name === undefined
        ? []
        : [known(name, 'chart', { in: 'manifest', document, start, end: value.end })];
    }),
    memoryLimit: manifestTree(container, document).at('resources', 'limits', 'memory'),
    gracePeriod: gracePeriodOf(view),
  };
}

function gracePeriodOf(workload: ManifestObject): Known<number> {
  const path = ['spec', 'template', 'spec', 'terminationGracePeriodSeconds'];
  const said = workload.at(...path);
  if (said === undefined) return known(DEFAULT_GRACE_PERIOD, 'default', workload.place(...path));
  const seconds = Number(likely(said));
  return Number.isNaN(seconds)
    ? unsure('it is not a number', said.place)
    : known(seconds, 'chart', said.place);
}

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

/** Workloads of components without args to be seen, and lists that an edit would change elsewhere as well. */
function unreadableOf({ objects, workloads }: Release): readonly UnreadableWorkload[] {
  const readable = new Set(workloads.map(({ object }) => object));
  const unread = objects.filter(
    (object) =>
      (object.kind === 'Deployment' || object.kind === 'StatefulSet') &&
      isComponent(object.labels.get('app.kubernetes.io/component') ?? '') &&
      !readable.has(object),
  );
  return [
    ...unread.map((object) => ({ object: objectView(object), why: 'it has no container with args' })),
    ...workloads.filter(usesAlias).map(({ object }) => ({
      object: objectView(object),
      why: 'a list of its container is a YAML alias, or the anchor of one',
    })),
  ];
}

/** What stands behind `<namespace>-<fullname>` in the memberlist label. */
function clusterLabelSuffix({ objects }: Release, components: readonly PyroscopeComponent[]): Known<string> {
  const label = components
    .map(({ flags }) => flags['memberlist.cluster-label'])
    .find((one) => one !== undefined);
  const [fullname, text] = [fullnameOf(objects), likely(label)];
  const start = fullname === undefined ? -1 : (text?.lastIndexOf(`-${fullname}`) ?? -1);
  return fullname === undefined || text === undefined || start < 0
    ? unsure('the memberlist label is not of the form that the chart gives it', label?.place)
    : known(text.slice(start + 1 + fullname.length), 'chart', label?.place);
}

/** What a state is read off: a release, with what an edit has left of it. */
export interface ReleaseView {
  readonly release: Release;
  readonly workloads: readonly Workload[];
  readonly objects: readonly ParsedObject[];
  readonly phase: Known<Phase>;
}

/** Reads a release off what Helm rendered, as edits have left it so far. */
export function stateOfManifests({ release, workloads, objects, phase }: ReleaseView): PyroscopeState {
  const components = workloads.map((one) => componentOf(release, one));
  const setting = settingReader(SETTINGS, components);
  return {
    readFrom: 'manifests' as const,
    release: known(release.name, 'chart'),
    namespace:
      release.namespace === ''
        ? unsure<string>('no object names a namespace')
        : known(release.namespace, 'chart'),
    chart: known(release.chart.value, 'chart'),
    phase,
    layout: known(release.layout, 'chart'),
    clusterLabelSuffix: clusterLabelSuffix(release, components),
    components,
    isTuned: true,
    objects: objects.map(objectView),
    setting,
    get unreadable() {
      return unreadableOf(release);
    },
    get stores() {
      return storesOf(this);
    },
  };
}
