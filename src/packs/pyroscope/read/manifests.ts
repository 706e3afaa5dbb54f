import type { ManifestObject as ParsedObject } from '../../../manifest/object.ts';
import { at, integerAt, textAt } from '../../../manifest/query.ts';
import { type Flags, type Known, known, type Place, unsure } from '../../../pack.ts';
import { objectView } from '../../../rules/objects.ts';
import { settingReader } from '../../../rules/settings.ts';
import { manifestTree } from '../../../rules/trees.ts';
import { isV2Only } from '../facts/components.ts';
import type { Phase } from '../facts/phases.ts';
import { SETTINGS } from '../facts/settings.ts';
import { storesOf } from '../facts/stores.ts';
import type { Release } from '../release.ts';
import type { Workload } from '../workload.ts';
import type { Layout, PyroscopeComponent, PyroscopeState } from './facts.ts';
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
  const { object, component, server, replicas } = workload;
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
  };
}

/** A release that holds the components of v2 is a sound layout, whichever key made them. */
function layoutOf({ layout, workloads }: Release): Layout {
  const hasParts = workloads.some(({ component }) => isV2Only(component));
  return layout === 'legacy' && hasParts ? 'microservices' : layout;
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
    layout: known(layoutOf(release), 'chart'),
    components,
    isTuned: true,
    objects: objects.map(objectView),
    setting,
    get stores() {
      return storesOf(this);
    },
  };
}
