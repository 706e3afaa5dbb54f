import { compareVersions, isBefore } from '../versions.ts';
import type { MigrationState } from './migration-state.ts';

/** From this chart on the templates bear the old defaults that --reuse-values brings along (audit section 3). */
const REUSE_WORKS_FROM = '1.21.0';

/** Pairs of charts within which --reuse-values works before 1.21.0. */
const REUSE_GROUPS: readonly (readonly [string, string])[] = [
  ['1.15.1', '1.18.1'],
  ['1.19.1', '1.20.3'],
];

/**
 * How to keep the release's values: `--reuse-values` keeps the old chart's defaults as well and fails where the new
 * templates want keys those lack; `--reset-then-reuse-values` takes the new defaults under what was written.
 */
export function reuseFlag(from: string, to: string): '--reuse-values' | '--reset-then-reuse-values' {
  if (compareVersions(from, to) === 0) return '--reuse-values';
  if (!isBefore(from, REUSE_WORKS_FROM)) return '--reset-then-reuse-values';
  const within = REUSE_GROUPS.some(([first, last]) => !isBefore(from, first) && !isBefore(last, to));
  return within ? '--reuse-values' : '--reset-then-reuse-values';
}

function connection({ namespace, kubeContext }: MigrationState): readonly string[] {
  return ['-n', namespace, ...(kubeContext === undefined ? [] : ['--kube-context', kubeContext])];
}

const toggles = (phase: 'v1' | 'dual' | 'v2'): readonly string[] => [
  `architecture.storage.v1=${phase !== 'v2'}`,
  `architecture.storage.v2=${phase !== 'v1'}`,
];

/** phasegate in Helm's way: it makes any chart version render what the phase asks for, or refuses. */
function postRenderer({ helm }: MigrationState, phase: string): readonly string[] {
  const args = ['--phase', phase].flatMap((word) => ['--post-renderer-args', word]);
  return helm === 4
    ? ['--post-renderer', 'phasegate', ...args]
    : ['--post-renderer', 'phasegate', '--post-renderer-args', 'render', ...args];
}

/** `helm upgrade` to a chart and phase, with both toggles written out (audit A12). */
export function helmUpgrade(
  state: MigrationState,
  to: { readonly chart: string; readonly phase: 'v1' | 'dual' | 'v2' },
  settings: readonly string[] = [],
): readonly string[] {
  return [
    ...['helm', 'upgrade', state.release, state.chartRef, '--version', to.chart],
    ...connection(state),
    reuseFlag(state.values.chart, to.chart),
    ...[...toggles(to.phase), ...settings].flatMap((setting) => ['--set', setting]),
    ...postRenderer(state, to.phase),
  ];
}

export const verifyCommand = (state: MigrationState, phase: string): readonly string[] => [
  ...['phasegate', 'verify'],
  ...connection(state),
  ...[state.release, '--phase', phase],
];

/** Back to the revision before: Helm renders nothing anew, so the stored manifest comes back as it was. */
export const helmRollback = (state: MigrationState): readonly string[] => [
  ...['helm', 'rollback', state.release],
  ...connection(state),
];
