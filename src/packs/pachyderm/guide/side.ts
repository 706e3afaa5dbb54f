import { shellWord } from '../../../shell.ts';
import { type GateName, gateNeeds } from '../facts/gates.ts';
import { type Pachctl, pachctlOf, type SecurePachd } from '../facts/pachctl.ts';
import type { PortSet } from '../facts/ports.ts';
import type { Block } from './parts.ts';

/** One of the clusters as the commands of a runbook name it. */
export interface Side {
  readonly namespace: string;
  readonly pachctl: Pachctl;
  /** The program of that version: `pachctl-1.8.8`. */
  readonly program: string;
  /** `kubectl` with context and namespace. */
  readonly kubectl: string;
  /** `pachctl` with the variable that leads it to this cluster alone. */
  readonly pach: (...words: readonly string[]) => string;
  /** What makes that variable right. */
  readonly reach: readonly string[];
  /** What must exit with 0 before that, so that it does not lead to another cluster; and a word about it. */
  readonly isFree: readonly string[];
  readonly freeText: readonly string[];
  /** `phasegate pachyderm verify` of a gate. */
  readonly gate: (name: GateName, set?: PortSet) => string;
  readonly block: (...commands: readonly string[]) => Block;
}

/** What all commands of a runbook share. */
export interface Place {
  /** As a shell takes it: a word, or a variable in quotes. */
  readonly context: string;
  readonly saved: string;
}

/** What comments call a cluster, and where its port-forward listens. */
const ROLES = {
  old: { title: 'old cluster', port: 20_650 },
  new: { title: 'new cluster', port: 20_651 },
  before: { title: 'cluster before the step', port: 20_650 },
  after: { title: 'cluster after the step', port: 20_651 },
} as const;

/**
 * A cluster in the words of its pachctl. What pachctl has as its active context is never used: deploy changes it, and every other
 * command follows it (audit D-46). Before 1.9.6 contexts have no namespace, and the port-forward of kubectl names it instead.
 */
export function sideOf(
  role: keyof typeof ROLES,
  version: string,
  namespace: string,
  { context, saved }: Place,
  secure?: SecurePachd,
): Side {
  const pachctl = pachctlOf(version);
  const program = `pachctl-${version}`;
  const kubectl = `kubectl --context ${context} --namespace ${namespace}`;
  const named = `phasegate-${namespace}`;
  const { title, port } = ROLES[role];
  const byContext = pachctl.has('contexts');
  const byForward = !byContext && secure === undefined;
  const variables = [
    ...(byContext ? [`PACH_CONTEXT=${named}`] : []),
    ...(byForward ? [`${pachctl.addressVariable}=127.0.0.1:${port}`] : []),
    ...(secure ? pachctl.secure(secure).map(([name, value]) => `${name}=${shellWord(value)}`) : []),
  ];
  return {
    namespace,
    pachctl,
    program,
    kubectl,
    pach: (...words) => [...variables, program, ...words].join(' '),
    reach: byContext
      ? [
          'unset PACHD_ADDRESS',
          `${program} config set context ${named} --kubernetes ${context} --overwrite </dev/null`,
          `${program} config update context ${named} --namespace ${namespace}`,
        ]
      : byForward
        ? [`${kubectl} port-forward service/pachd ${port}:650 >/dev/null &`]
        : [],
    isFree: !byForward ? [] : [`! (: </dev/tcp/127.0.0.1/${port}) 2>/dev/null`],
    freeText: !byForward
      ? []
      : [
          `pachctl reaches the ${title} by port ${port} of this machine. If something listens there already, such as the port-forward of another runbook, end it first: it leads to another cluster.`,
        ],
    gate: (gate, set) =>
      [
        `phasegate pachyderm verify ${gate} --context ${context} --namespace ${namespace}`,
        ...(gateNeeds(gate, 'pachctl') ? [`--version ${version} --pachctl ${program}`] : []),
        ...(gateNeeds(gate, 'pachctl') && byContext ? [`--pach-context ${named}`] : []),
        ...(gateNeeds(gate, 'pachctl') && secure
          ? [`--pachd-address grpcs://${secure.address} --ca-certs ${shellWord(secure.caCerts)}`]
          : []),
        ...(gateNeeds(gate, 'version') ? [`--version ${version}`] : []),
        ...(gateNeeds(gate, 'saved') ? [`--saved ${shellWord(saved)}`] : []),
        ...(set === undefined ? [] : [`--port-set ${set}`]),
      ].join(' '),
    block: (...commands) => ({
      where: `${title}: context ${context}, namespace ${namespace}`,
      commands,
    }),
  };
}
