import { booleanOption, type FlagsOf, listOption, oneOf, usageError, valueOption } from '../command-line.ts';
import { EarlyExit } from '../early-exit.ts';
import type { Cluster, ClusterAddress } from '../live/cluster.ts';
import type { LiveProblem } from '../live/problems.ts';
import type { Result } from '../result.ts';
import { parseDuration } from '../times.ts';
import type { SetFlag } from '../values/set-flag.ts';
import type { HelmMajor } from '../values/tree.ts';
import type { Io } from './io.ts';
import { valuesFilesOption } from './values-option.ts';

/** Helm's own flags that give a release its values. */
export const VALUES_OPTIONS = {
  values: valuesFilesOption('-f, --values <file>', 'values file, as for helm -f; - is standard input'),
  set: listOption('--set <key=value>', 'as for helm --set'),
  setString: listOption('--set-string <key=value>', 'as for helm --set-string'),
  setJson: listOption('--set-json <key=value>', 'as for helm --set-json'),
  setFile: listOption('--set-file <key=path>', 'as for helm --set-file'),
  setLiteral: listOption('--set-literal <key=value>', 'as for helm --set-literal'),
  helm: valueOption('--helm <major>', 'follow Helm 3 or Helm 4', { default: '4' }),
};

export type ValuesFlags = FlagsOf<typeof VALUES_OPTIONS>;

/** The flags that set single values, in the order in which Helm applies them. */
export const setFlagsOf = (
  flags: Pick<ValuesFlags, 'set' | 'setString'> & Partial<Omit<ValuesFlags, 'helm'>>,
): readonly SetFlag[] => [
  ...(flags.setJson ?? []).map((text) => ({ flag: '--set-json' as const, text })),
  ...flags.set.map((text) => ({ flag: '--set' as const, text })),
  ...flags.setString.map((text) => ({ flag: '--set-string' as const, text })),
  ...(flags.setFile ?? []).map((text) => ({ flag: '--set-file' as const, text })),
  ...(flags.setLiteral ?? []).map((text) => ({ flag: '--set-literal' as const, text })),
];

/** @throws EarlyExit if it is neither */
export const helmMajor = (word = '4'): HelmMajor =>
  oneOf(['3', '4'], word, '--helm', 'version of Helm') === '3' ? 3 : 4;

/** Where phasegate.yaml is, and whether the packs that it names are loaded. */
export const CONFIG_OPTIONS = {
  config: valueOption('--config <file>', 'config file; packs that it names are loaded', {
    default: 'the nearest phasegate.yaml, from here upwards',
    variable: 'PHASEGATE_CONFIG',
  }),
  allowPacks: booleanOption('--allow-packs', 'load the packs that the nearest phasegate.yaml names', {
    variable: 'PHASEGATE_ALLOW_PACKS',
  }),
};

export const UNKNOWN_CHART_OPTION = booleanOption(
  '--accept-unknown-chart',
  'accept a chart of a newer major version than is known',
  { config: 'acceptUnknownChart' },
);

/** Where the release is, as helm's own flags say it. */
export const CLUSTER_OPTIONS = {
  namespace: valueOption('-n, --namespace <name>', 'namespace of the release', {
    variable: 'HELM_NAMESPACE',
    default: 'default',
  }),
  kubeContext: valueOption('--kube-context <name>', 'kubeconfig context for helm and kubectl', {
    variable: 'HELM_KUBECONTEXT',
  }),
  kubeconfig: valueOption('--kubeconfig <file>', 'kubeconfig file for helm and kubectl'),
};

export type ClusterFlags = FlagsOf<typeof CLUSTER_OPTIONS>;

/** What stands beside a release, for commands that compare the two. */
export const PEER_OPTIONS = {
  peer: valueOption(
    '--peer <file>',
    'manifests of the other of two clusters side by side, for the rules about both',
    { variable: 'PHASEGATE_PEER' },
  ),
  peerRelease: valueOption(
    '--peer-release <namespace/name>',
    'the other of two clusters as a Helm release, in place of --peer',
    { variable: 'PHASEGATE_PEER_RELEASE' },
  ),
};

export type PeerFlags = FlagsOf<typeof PEER_OPTIONS>;

/** The cluster that flags and Helm's own environment variables name. */
export function addressOf(flags: ClusterFlags, { env }: Pick<Io, 'env'>): ClusterAddress {
  const kubeContext = flags.kubeContext ?? (env.HELM_KUBECONTEXT || undefined);
  return {
    namespace: flags.namespace ?? (env.HELM_NAMESPACE || 'default'),
    ...(kubeContext !== undefined && { kubeContext }),
    ...(flags.kubeconfig !== undefined && { kubeconfig: flags.kubeconfig }),
  };
}

/** `production`, or `production of context blue`. */
export const shownAddress = ({ namespace, kubeContext }: ClusterAddress): string =>
  kubeContext === undefined ? namespace : `${namespace} of context ${kubeContext}`;

/** A duration in milliseconds; undefined if it is not given. @throws EarlyExit if it is not a duration */
export function durationOf(word: string | undefined, shownAs = '--min-soak'): number | undefined {
  if (word === undefined) return undefined;
  const read = parseDuration(word);
  if (read.ok) return read.value;
  throw usageError(`${shownAs}: ${read.error}`);
}

/** What the cluster answered. @throws EarlyExit if it did not */
export function answered<T>(answer: Result<T, LiveProblem>): T {
  if (answer.ok) return answer.value;
  const { what, remedy } = answer.error;
  throw new EarlyExit(`phasegate: ${what}\n  do:  ${remedy}`);
}

/** Asks a cluster; every child process is ended afterwards, also on Ctrl-C. */
export async function withCluster<T>(
  address: ClusterAddress,
  io: Io,
  use: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const { connect } = await import('../live/connect.ts');
  const cluster = connect(address, { env: io.env, cwd: io.cwd, signal: io.interrupted });
  try {
    return await use(cluster);
  } finally {
    await cluster.close();
  }
}
