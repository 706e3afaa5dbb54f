import type { Phase } from '../phases.ts';
import type { MigrationState } from './migration-state.ts';
import { reuseFlag } from './reuse-flag.ts';

/** Which cluster is meant, in words that helm and phasegate share. */
function cluster({ kubeContext, kubeconfig }: MigrationState): readonly string[] {
  return [
    ...(kubeContext === undefined ? [] : ['--kube-context', kubeContext]),
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
  ];
}

const connection = (state: MigrationState): readonly string[] => ['-n', state.namespace, ...cluster(state)];

const toggles = (phase: Phase): readonly string[] => [
  `architecture.storage.v1=${phase !== 'v2'}`,
  `architecture.storage.v2=${phase !== 'v1'}`,
];

/** Helm tells a post-renderer neither namespace nor context, so a gate has to be told them again. */
const gate = (state: MigrationState): readonly string[] => [
  ...['--gate', '--namespace', state.namespace],
  ...cluster(state),
];

/** phasegate in Helm's way: Helm 3 runs the program, Helm 4 a plugin of that name, which renders unless told else. */
function postRenderer(state: MigrationState, { phase, gated }: NextStep): readonly string[] {
  const words = [
    ...(state.helm === 3 ? ['render'] : []),
    ...['--phase', phase],
    ...(gated ? gate(state) : []),
  ];
  return ['--post-renderer', 'phasegate', ...words.flatMap((word) => ['--post-renderer-args', word])];
}

/** What one helm upgrade is to change. */
export interface NextStep {
  readonly phase: Phase;
  /** The chart version; left out where it stays. */
  readonly chart?: string;
  /** As --set takes them. */
  readonly settings?: readonly string[];
  /** Whether the post-renderer asks the cluster for proof. */
  readonly gated?: boolean;
}

/** `helm upgrade` to a chart and phase, with both toggles written out (audit A12). */
export function helmUpgrade(state: MigrationState, step: NextStep): readonly string[] {
  const { phase, chart = state.chart, settings = [] } = step;
  return [
    ...['helm', 'upgrade', state.release, state.chartRef, '--version', chart],
    ...connection(state),
    reuseFlag(state.chart, chart),
    ...[...toggles(phase), ...settings].flatMap((setting) => ['--set', setting]),
    ...postRenderer(state, step),
  ];
}

export const verifyCommand = (state: MigrationState, phase: Phase): readonly string[] => [
  ...['phasegate', 'verify'],
  ...connection(state),
  ...[state.release, '--phase', phase],
];

/**
 * Back to the revision that was deployed: Helm renders nothing anew, so the stored manifest comes back as it was.
 * Where it is not known Helm takes the one before the last, which may be an upgrade that failed.
 */
export const helmRollback = (state: MigrationState): readonly string[] => [
  ...['helm', 'rollback', state.release],
  ...(state.revision === undefined ? [] : [String(state.revision)]),
  ...connection(state),
];
