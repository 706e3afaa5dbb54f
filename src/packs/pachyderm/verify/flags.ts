import { type CommandShape, DEBUG, type FlagsOf, valueOption } from '../../../command-line.ts';
import { GATE_NAMES, GATES } from '../facts/gates.ts';
import { PORT_SETS } from '../facts/ports.ts';
import { DEFAULT_FOLDER } from '../facts/saved.ts';
import { DEFAULT_RANGE } from '../facts/settings.ts';

const VERIFY_OPTIONS = {
  namespace: valueOption('-n, --namespace <name>', 'namespace of the cluster that is asked'),
  context: valueOption('--context <name>', 'kubeconfig context', { default: 'the current one' }),
  kubeconfig: valueOption('--kubeconfig <file>', 'kubeconfig file'),
  version: valueOption('--version <version>', 'of pachctl and pachd, such as 1.8.8'),
  pachctl: valueOption('--pachctl <program>', 'pachctl of that version: a name on PATH or a path', {
    default: 'pachctl',
  }),
  pachContext: valueOption(
    '--pach-context <name>',
    'context of pachctl that you are logged in to, for a cluster with auth',
  ),
  pachdAddress: valueOption(
    '--pachd-address <url>',
    'pachd with TLS, by the name in its certificate, such as grpcs://pachd.example.org:30650',
    { default: 'a port-forward to its pod, without TLS' },
  ),
  caCerts: valueOption('--ca-certs <file>', 'certificates that a pachd with TLS is trusted by'),
  saved: valueOption('--saved <folder>', 'what the runbook saved', { default: DEFAULT_FOLDER }),
  portSet: valueOption('--port-set <set>', `for ports and ports-free: ${PORT_SETS.join(' or ')}`),
  nodePortRange: valueOption('--node-port-range <first-last>', 'what the API server has as its range', {
    default: DEFAULT_RANGE,
  }),
  format: valueOption('--format <name>', 'text or json', { default: 'text' }),
  debug: DEBUG,
};

export type VerifyFlags = FlagsOf<typeof VERIFY_OPTIONS>;

/** One line for each gate. */
export const gateList = (): string =>
  GATE_NAMES.map((name) => `  ${name.padEnd(14)} ${GATES[name].proves}`).join('\n');

export const VERIFY_SHAPE: CommandShape<typeof VERIFY_OPTIONS> = {
  name: 'pachyderm verify',
  summary: 'ask a gate of the runbook; changes nothing, exits with 0 only where it is proven',
  options: VERIFY_OPTIONS,
  args: 'GATE',
  examples: {
    'all pipelines are stopped':
      'phasegate pachyderm verify paused -n pachyderm --version 1.8.8 --pachctl pachctl-1.8.8',
    'the new cluster has everything, and gives files back':
      'phasegate pachyderm verify restored -n pachyderm-new --version 1.13.4 --saved migration',
    'the Services are on the migration set':
      'phasegate pachyderm verify ports -n pachyderm-new --port-set migration',
  },
};
