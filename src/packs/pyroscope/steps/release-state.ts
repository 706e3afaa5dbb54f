import { sure } from '../../../pack.ts';
import { ALL, decidesAnswers } from '../facts/components.ts';
import type { Phase } from '../facts/phases.ts';
import { splitOf } from '../query-backend-from.ts';
import type { Layout, PyroscopeState } from '../read/facts.ts';
import { stateOfValues } from '../read/values.ts';
import { commonWrites, type Shares, sharesOf } from '../read/weights.ts';
import { knownServer } from '../rules/shared/known-server.ts';
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
  readonly state: PyroscopeState;
}

/** In dual only, and where both are weights. */
function weightsOf(state: PyroscopeState): Shares | undefined {
  const writes = commonWrites(state);
  return writes && sharesOf(writes);
}

/** @returns undefined where it cannot be told, and where a flag is empty */
const splitIn = (state: PyroscopeState): string | undefined => sure(splitOf(state)) || undefined;

/** Reads the state off the values, as the chart would render them. */
export function stateOf(values: PyroscopeValues): ReleaseState {
  const { phase, chart, mode, components } = values;
  const state = stateOfValues(values);
  const weights = weightsOf(state);
  const from = splitIn(state);
  const judge = components.find(({ name }) => decidesAnswers(name)) ?? components[0];
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

/** Reads the state off a manifest; undefined where its traces do not agree on a phase. */
export function stateOfManifest({
  phase,
  chart,
  layout,
  workloads,
  state,
}: StoredManifest): ReleaseState | undefined {
  if (phase === undefined || state === undefined) return undefined;
  const base = { phase, chart, mode: layout, state };
  const server = among(workloads, 'query-frontend')?.server;
  const common = { ...base, ...(server !== undefined && { server }) };
  if (phase !== 'dual') return common;
  const weights = weightsOf(state);
  const from = splitIn(state);
  return {
    ...common,
    ...(weights && { weights }),
    ...(from !== undefined && { queryBackendFrom: from }),
  };
}
