import { majorOf } from '../../../chart/versions.ts';
import { lazyByObject } from '../../../lazy.ts';
import type {
  Case,
  Component,
  Facts,
  Known,
  Mount,
  Path,
  Place,
  Reading,
  Rule,
  Spot,
  State,
  Tree,
} from '../../../pack.ts';
import { likely } from '../../../pack.ts';
import { ALL, decidesAnswers, decidesWritePath, type Layout } from '../facts/components.ts';
import { hasStore, type PyroscopePhase } from '../facts/phases.ts';

/** What is mounted as the volume `data`. */
export interface DataVolume {
  /** ownClaim: one named after its Deployment, which the chart mounts and never creates. */
  readonly kind: 'emptyDir' | 'claim' | 'ownClaim' | 'claimTemplate' | 'none';
  /** The name of a claim that is mounted by name. */
  readonly claim?: string;
  /** Whether the release creates an ownClaim all the same. */
  readonly isCreated?: boolean;
  /** What a claimTemplate says, by the key below `persistence` that decides it. */
  readonly template?: Readonly<Record<string, Known<string>>>;
}

export interface PyroscopeComponent extends Component {
  readonly data: Known<DataVolume>;
  readonly mounts: readonly Mount[];
  /** The names of the container's ports. */
  readonly portNames: readonly Known<string>[];
  /** Requests and limits of its container, after the chart has merged all that says some. */
  readonly resources?: Tree | undefined;
  /** Seconds that the pod gets to stop. */
  readonly gracePeriod: Known<number>;
}

/** Kubernetes' own terminationGracePeriodSeconds. */
export const DEFAULT_GRACE_PERIOD = 30;

/** What the pack reads of a release. */
export interface PyroscopeFacts extends Facts<PyroscopePhase> {
  readonly layout: Known<Layout>;
  /** What the chart appends to the memberlist label of all components. */
  readonly clusterLabelSuffix: Known<string>;
  readonly components: readonly PyroscopeComponent[];
  /** What `pyroscope.config` says for certain, below structuredConfig, which may set the same keys; read off values alone. */
  readonly configText?: Tree;
  /** Why the chart cannot read `pyroscope.config`, in the words of the parser; left out where it can. */
  readonly unreadableConfig?: Known<string>;
  /** Whether somebody asked for more than the chart's own values say; manifests always count as such. */
  readonly isTuned: boolean;
}

export type PyroscopeState = State<PyroscopeFacts>;
export type PyroscopeCase = Case<PyroscopeFacts>;
export type PyroscopeRule = Rule<PyroscopeFacts>;

/** The chart version of a state; every state has one, if only a guessed one. */
export const chartOf = ({ chart }: PyroscopeState): string => likely(chart) ?? '0.0.0';

/** 1 or 2: the flags of the two differ. */
export const chartMajorOf = (state: PyroscopeState): number => majorOf(chartOf(state));

export const componentOf = (state: PyroscopeState, name: string): PyroscopeComponent | undefined =>
  state.components.find((one) => one.name === name);

/** Whether a state holds all that is said of a release: one values file may leave the rest to another. */
export const seesAll = ({ readFrom, isWhole }: PyroscopeState): boolean =>
  readFrom !== 'values' || isWhole === true;

/** The one workload of a single binary. */
export const singleBinaryOf = (state: PyroscopeState): PyroscopeComponent | undefined =>
  componentOf(state, ALL);

/** Whether a component keeps data of its own; the single binary does, whatever its values say. */
export const isStateful = ({ name, kind }: Component): boolean => name === ALL || kind === 'StatefulSet';

/** Whether v2 is on, alone or beside v1; undefined where the phase cannot be told. */
export const hasV2 = (state: PyroscopeState): boolean => hasStore(likely(state.phase), 'v2');

/** The component that holds the metastore: its own, or the single binary; undefined where v2 is off. */
export const metastoreOf = (state: PyroscopeState): PyroscopeComponent | undefined =>
  hasV2(state) ? (componentOf(state, 'metastore') ?? singleBinaryOf(state)) : undefined;

/** On 1.x the distributor (or the single binary) alone decides on the write path; charts 2.x tell every component. */
export const takesWritePath = (component: Component, chartMajor: number): boolean =>
  decidesWritePath(component.name, chartMajor);

/** The query-frontend (or the single binary) decides which storage answers. */
export const takesQueries = ({ name }: Component): boolean => decidesAnswers(name);

/** `distributor`, `distributor and 3 more`, or `the single binary`, for a message. */
export function namesOf(components: readonly Pick<Component, 'name'>[]): string {
  const [first, ...more] = components.map(({ name }) => (name === ALL ? 'the single binary' : name));
  return more.length === 0 ? (first ?? '') : `${first} and ${more.length} more`;
}

/** What somebody chose in flag or configuration, whatever flag the chart writes over it; undefined where nobody did. */
export const chosen = (reading: Reading | undefined): Known<string> | undefined =>
  reading && [reading, ...reading.overruled].find(({ by }) => by !== 'chart' && by !== 'default');

/** By what a state reads of a setting, which is the same list each time: rules ask it of every component. */
const componentsOf = lazyByObject((readings: readonly Reading[]): ReadonlyMap<Component, Reading> => {
  const common = readings.filter(({ tenant }) => tenant === undefined);
  // The first of a component counts.
  return new Map(common.toReversed().map((one) => [one.component, one]));
});

/** What a component is told, leaving single tenants aside. */
export const settingOf = (state: PyroscopeState, name: string, component: Component): Reading | undefined =>
  componentsOf(state.setting(name)).get(component);

/** The place of what nobody wrote: its path in values, or the object of a component in manifests. */
export const missingAt = (component: Component, path: Path): Spot =>
  component.object ?? { in: 'values', path, on: 'value' };

/**
 * What several components share is one mistake: values are reported where each was written, and manifests, which hold a
 * copy for every component, at the first of the same.
 * @param same what two of a manifest have in common
 */
export function together<T>(
  found: readonly T[],
  placeOf: (one: T) => Place | undefined,
  same: (one: T) => string,
): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<unknown, [T, ...T[]]>();
  for (const one of found) {
    const place = placeOf(one);
    const key = place?.in === 'values' ? (place.node?.origin ?? place.path.join('\0')) : same(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

/** The place of a flag's key, for what is wrong whatever its value. */
export const placeOfFlagKey = ({ flags, values }: Component, flag: string): Place | undefined =>
  values?.place('extraArgs', flag) ?? flags[flag]?.place;
