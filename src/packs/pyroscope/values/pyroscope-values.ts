import { majorOf } from '../../../chart/versions.ts';
import type { ReleaseValues } from '../../../lint/release-values.ts';
import { lookup, type MapNode, type ValueNode } from '../../../values/tree.ts';
import type { Layout } from '../facts/components.ts';
import type { Phase } from '../facts/phases.ts';
import { type ComponentValues, componentsOf, modeOf } from './component-values.ts';
import { type ServerConfig, serverConfigOf } from './server-config.ts';
import { phaseRendered, type Toggles, togglesOf } from './toggles.ts';

/** The values of a release as the Pyroscope chart takes them: what every rule looks at. */
export interface PyroscopeValues {
  readonly chart: string;
  /** 1 or 2: the flags of the two differ. */
  readonly chartMajor: number;
  readonly toggles: Toggles;
  /** The phase the chart renders; `off` where both layers are off and the chart fails. */
  readonly phase: Phase | 'off';
  /** By the toggles alone; a state says what is there. */
  readonly mode: Layout;
  readonly components: readonly ComponentValues[];
  /** What config.yaml holds: `pyroscope.config` under `pyroscope.structuredConfig`. */
  readonly config: ServerConfig;
  /** What the user wrote at a path; undefined for defaults of the chart. */
  readonly given: (...path: string[]) => ValueNode | undefined;
  /** `.Values` at a path: what the user wrote or the chart's default. */
  readonly value: (...path: string[]) => ValueNode | undefined;
  readonly user: MapNode;
  readonly resolved: MapNode;
  readonly textOf: (file: string) => string;
}

/** A release before and after a change of its values, its chart or both. */
export interface PyroscopeChange extends PyroscopeValues {
  /** With --from-values or --from-chart-version; its chart is the older one. */
  readonly previous?: PyroscopeValues;
  /** Whether the values before are other ones (--from-values), and not only the chart. */
  readonly valuesChange: boolean;
}

type Resolved = Pick<ReleaseValues, 'chart' | 'appVersion' | 'user' | 'resolved' | 'textOf'>;

function read({ chart, appVersion, user, resolved, textOf }: Resolved): PyroscopeValues {
  const toggles = togglesOf(resolved);
  return {
    chart,
    chartMajor: majorOf(chart),
    toggles,
    phase: phaseRendered(toggles, chart),
    mode: modeOf(resolved, chart),
    components: componentsOf(resolved, toggles, chart, appVersion),
    config: serverConfigOf(resolved, textOf),
    given: (...path) => lookup(user, path),
    value: (...path) => lookup(resolved, path),
    user,
    resolved,
    textOf,
  };
}

/** Reads a release as the chart would. */
export function pyroscopeValues(release: ReleaseValues): PyroscopeChange {
  const { previous, textOf, valuesChange } = release;
  return { ...read(release), valuesChange, ...(previous && { previous: read({ ...previous, textOf }) }) };
}
