/** Which release is meant, and what an upgrade of it is run with. */
export interface HelmRelease {
  readonly release: string;
  readonly namespace: string;
  readonly kubeContext?: string;
  readonly kubeconfig?: string;
  /** As helm takes it: `grafana/pyroscope`. */
  readonly chartRef: string;
  /** The revision that is deployed, for the way back. */
  readonly revision?: number;
  /** Helm 4 takes a post-renderer as a plugin, without a path. */
  readonly helm: 3 | 4;
}

/** How an upgrade keeps the values of the release. */
export type ReuseFlag = '--reuse-values' | '--reset-then-reuse-values';

/** What one `helm upgrade` is to change. */
interface HelmUpgrade {
  readonly phase: string;
  /** The chart version. */
  readonly chart: string;
  readonly reuse: ReuseFlag;
  /** As --set takes them. */
  readonly settings: readonly string[];
  /** Whether the post-renderer asks the cluster for proof. */
  readonly gated?: boolean;
}

/** Which cluster is meant, in words that helm and phasegate share. */
const cluster = ({ kubeContext, kubeconfig }: HelmRelease): readonly string[] => [
  ...(kubeContext === undefined ? [] : ['--kube-context', kubeContext]),
  ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
];

const connection = (release: HelmRelease): readonly string[] => [
  '-n',
  release.namespace,
  ...cluster(release),
];

/** Helm tells a post-renderer neither namespace nor context, so a gate has to be told them again. */
const gate = (release: HelmRelease): readonly string[] => [
  ...['--gate', '--namespace', release.namespace],
  ...cluster(release),
];

/** phasegate in Helm's way: Helm 3 runs the program, Helm 4 a plugin of that name, which renders unless told else. */
function postRenderer(release: HelmRelease, { phase, gated }: HelmUpgrade): readonly string[] {
  const words = [
    ...(release.helm === 3 ? ['render'] : []),
    ...['--phase', phase],
    ...(gated ? gate(release) : []),
  ];
  return ['--post-renderer', 'phasegate', ...words.flatMap((word) => ['--post-renderer-args', word])];
}

/** The words of `helm upgrade` to a chart and phase, each an argument. */
export const helmUpgrade = (release: HelmRelease, upgrade: HelmUpgrade): readonly string[] => [
  ...['helm', 'upgrade', release.release, release.chartRef, '--version', upgrade.chart],
  ...connection(release),
  upgrade.reuse,
  ...upgrade.settings.flatMap((setting) => ['--set', setting]),
  ...postRenderer(release, upgrade),
];

export const verifyCommand = (release: HelmRelease, phase: string): readonly string[] => [
  ...['phasegate', 'verify'],
  ...connection(release),
  ...[release.release, '--phase', phase],
];

/**
 * Back to the revision that was deployed: Helm renders nothing anew, so the stored manifest comes back as it was.
 * Where it is not known Helm takes the one before the last, which may be an upgrade that failed.
 */
export const helmRollback = (release: HelmRelease): readonly string[] => [
  ...['helm', 'rollback', release.release],
  ...(release.revision === undefined ? [] : [String(release.revision)]),
  ...connection(release),
];
