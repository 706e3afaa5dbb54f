import { majorOf } from '../../../chart/versions.ts';
import type { Case, Component, Facts, Known, Rule, State } from '../../../pack.ts';
import { likely } from '../../../pack.ts';
import { ALL } from '../components.ts';
import type { Phase } from '../phases.ts';

/**
 * single-binary: one StatefulSet `all`. microservices: the chart's own components. legacy: components through
 * `pyroscope.components` alone, without those of v2.
 */
export type Layout = 'single-binary' | 'microservices' | 'legacy';

/** What is mounted as the volume `data`. */
export interface DataVolume {
  readonly kind: 'emptyDir' | 'claim' | 'claimTemplate' | 'none';
  /** The name of a claim that is mounted by name. */
  readonly claim?: string;
}

export interface PyroscopeComponent extends Component {
  readonly data: Known<DataVolume>;
  /** The paths where a volume is mounted. */
  readonly mounts: readonly Known<string>[];
}

/** What the pack reads of a release. */
export interface PyroscopeFacts extends Facts<Phase> {
  readonly layout: Known<Layout>;
  readonly components: readonly PyroscopeComponent[];
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

/** The one workload of a single binary. */
export const singleBinaryOf = (state: PyroscopeState): PyroscopeComponent | undefined =>
  componentOf(state, ALL);

/** Whether v2 is on, alone or beside v1; undefined where the phase cannot be told. */
export function hasV2(state: PyroscopeState): boolean {
  const phase = likely(state.phase);
  return phase === 'dual' || phase === 'v2';
}

/** The component that holds the metastore: its own, or the single binary; undefined where v2 is off. */
export const metastoreOf = (state: PyroscopeState): PyroscopeComponent | undefined =>
  hasV2(state) ? (componentOf(state, 'metastore') ?? singleBinaryOf(state)) : undefined;

/** On 1.x the distributor (or the single binary) alone decides on the write path; charts 2.x tell every component. */
export const takesWritePath = (component: Component, chartMajor: number): boolean =>
  chartMajor >= 2 || component.name === ALL || component.name === 'distributor';

/** The query-frontend (or the single binary) decides which storage answers. */
export const takesQueries = ({ name }: Component): boolean => name === ALL || name === 'query-frontend';

/** `distributor`, or `distributor and 3 more`, for a message. */
export function namesOf(components: readonly Component[]): string {
  const [first, ...more] = components.map(({ name }) => name);
  return more.length === 0 ? (first ?? '') : `${first} and ${more.length} more`;
}
