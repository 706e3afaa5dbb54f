import type { Assignment, Chart, Phase } from '../pack.ts';

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
  /** Flags that load the packs of this run: `--config=phasegate.yaml`. */
  readonly packFlags?: readonly string[];
  /** Helm 4 takes a post-renderer as a plugin, without a path. */
  readonly helm: 3 | 4;
}

/** What one `helm upgrade` is to change. */
export interface HelmUpgrade {
  readonly phase: Pick<Phase, 'id' | 'values'>;
  /** The chart version until now, and the one that the upgrade names. */
  readonly from: string;
  readonly to: string;
  readonly keepsValues?: Chart['keepsValues'];
  /** Beside the phase's own values. */
  readonly set?: readonly Assignment[];
  /** Whether the post-renderer asks the cluster for proof. */
  readonly gated?: boolean | undefined;
}

/** What Helm's --set reads as something else than a text. */
const NO_TEXT = /^(?:true|false|null|-?(?:0|[1-9]\d*))$/;

const escaped = (text: string, characters: RegExp): string => text.replaceAll(characters, '\\$&');

/** A value as the flags of Helm take it: the flag, and its word. */
function setFlag([path, value]: Assignment): readonly string[] {
  const key = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : escaped(part, /[\\.,=[]/g)))
    .join('.')
    .replaceAll('.[', '[');
  const flag = typeof value === 'string' && NO_TEXT.test(value) ? '--set-string' : '--set';
  return [flag, `${key}=${typeof value === 'string' ? escaped(value, /[\\,]|^\{/g) : value}`];
}

/**
 * How to keep the release's values: `--reuse-values` keeps the old chart's defaults as well, where the new chart can live
 * with them; `--reset-then-reuse-values` works everywhere and takes the new defaults under what was written, so the
 * phase's values have to be written.
 */
function reuseFlag({ from, to, keepsValues = (one, other) => one === other }: HelmUpgrade): string {
  return keepsValues(from, to) ? '--reuse-values' : '--reset-then-reuse-values';
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
    ...['--phase', phase.id],
    ...(release.packFlags ?? []),
    ...(gated ? gate(release) : []),
  ];
  return ['--post-renderer', 'phasegate', ...words.flatMap((word) => ['--post-renderer-args', word])];
}

/** The words of `helm upgrade` to a chart and phase, each an argument; the phase's own values are written out. */
export const helmUpgrade = (release: HelmRelease, upgrade: HelmUpgrade): readonly string[] => [
  ...['helm', 'upgrade', release.release, release.chartRef, '--version', upgrade.to],
  ...connection(release),
  reuseFlag(upgrade),
  ...[...(upgrade.phase.values ?? []), ...(upgrade.set ?? [])].flatMap(setFlag),
  ...postRenderer(release, upgrade),
];

export const verifyCommand = (release: HelmRelease, phase: string): readonly string[] => [
  ...['phasegate', 'verify'],
  ...connection(release),
  ...[release.release, '--phase', phase],
  ...(release.packFlags ?? []),
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
