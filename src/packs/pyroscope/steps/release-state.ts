import { majorOf } from '../../../chart/versions.ts';
import { sure } from '../../../pack.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { ALL, type Layout } from '../components.ts';
import type { Phase } from '../phases.ts';
import { QUERY_BACKEND, QUERY_BACKEND_FROM } from '../query-backend-from.ts';
import type { PyroscopeState } from '../read/facts.ts';
import { stateOfValues } from '../read/values.ts';
import { commonWrites, type Shares, sharesOf } from '../read/weights.ts';
import {
  dualReaders,
  QUERY_BACKEND_FROM_PATH,
  QUERY_BACKEND_PATH,
  queryBackendFrom,
} from '../rules/shared/dual-readers.ts';
import { isChart2 } from '../rules/shared/experiment-charts.ts';
import { knownServer } from '../rules/shared/known-server.ts';
import { renderedText } from '../rules/shared/rendered-text.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { StoredManifest, StoredWorkload } from './installed.ts';

/** A release before or after a step, as far as a transition is judged by it. */
export interface ReleaseState {
  /** `off` where both layers are off and the chart fails. */
  readonly phase: Phase | 'off';
  readonly chart: string;
  readonly mode: Layout;
  /** undefined outside dual, and where they are no weights. */
  readonly weights?: Shares;
  /** `auto`, a time as written, or `never` where v2 is not asked at all; undefined outside dual and where unclear. */
  readonly queryBackendFrom?: string;
  /** undefined where the image's tag is no version. */
  readonly server?: string;
  /** All that is known of the release on this side. */
  readonly state?: PyroscopeState;
}

/** In dual only, and where both are weights. */
function weightsOf(state: PyroscopeState): Shares | undefined {
  const writes = commonWrites(state);
  return writes && sharesOf(writes);
}

/** Without a flag servers 2.x ask v2 as `auto` does; servers 1.x ask it for all times once it is on (audit A3). */
function readWithoutFlag(values: PyroscopeValues, reader: ComponentValues): string | undefined {
  const node = values.value(...QUERY_BACKEND_FROM_PATH);
  const isWritten = isTrueInTemplate(node);
  if (isChart2(values)) return !isWritten || renderedText(node) === 'auto' ? 'auto' : undefined;
  const isPassedOn =
    isTrueInTemplate(values.value(...QUERY_BACKEND_PATH)) && !reader.extraArgs.has(QUERY_BACKEND);
  return isWritten && isPassedOn ? undefined : '0';
}

function readFromValues(values: PyroscopeValues): string | undefined {
  const [reader] = dualReaders(values);
  if (reader === undefined) return undefined;
  if (renderedText(reader.extraArgs.get(QUERY_BACKEND)) === 'false') return 'never';
  const from = queryBackendFrom(values, reader)?.text ?? readWithoutFlag(values, reader);
  return from === '' ? undefined : from;
}

/** Reads the state off the values, as the chart would render them. */
export function stateOf(values: PyroscopeValues): ReleaseState {
  const { phase, chart, mode, components } = values;
  const state = stateOfValues(values);
  const weights = weightsOf(state);
  const from = readFromValues(values);
  const judge = components.find(({ name }) => name === ALL || name === 'query-frontend') ?? components[0];
  const server = judge && knownServer(judge);
  return {
    phase,
    chart,
    mode: sure(state.layout) ?? mode,
    state,
    ...(weights && { weights }),
    ...(from !== undefined && { queryBackendFrom: from }),
    ...(server !== undefined && { server }),
  };
}

const among = (workloads: readonly StoredWorkload[], name: string): StoredWorkload | undefined =>
  workloads.find(({ component }) => component === ALL || component === name);

/** Without a flag servers 2.x ask v2 as `auto` does; servers 1.x ask it for all times once it is on (audit A3). */
function readFromFlags(reader: StoredWorkload | undefined, chartMajor: number): string | undefined {
  if (reader === undefined) return undefined;
  if (reader.flags.get(QUERY_BACKEND) === 'false') return 'never';
  return reader.flags.get(QUERY_BACKEND_FROM) ?? (chartMajor >= 2 ? 'auto' : '0');
}

/** Reads the state off a manifest; undefined where its traces do not agree on a phase. */
export function stateOfManifest({
  phase,
  chart,
  layout,
  workloads,
  state,
}: StoredManifest): ReleaseState | undefined {
  if (phase === undefined) return undefined;
  const base = { phase, chart, mode: layout, ...(state && { state }) };
  const server = among(workloads, 'query-frontend')?.server;
  const common = { ...base, ...(server !== undefined && { server }) };
  if (phase !== 'dual') return common;
  const weights = state && weightsOf(state);
  const from = readFromFlags(among(workloads, 'query-frontend'), majorOf(chart));
  return {
    ...common,
    ...(weights && { weights }),
    ...(from !== undefined && { queryBackendFrom: from }),
  };
}
