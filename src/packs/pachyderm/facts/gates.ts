/** What a gate needs beside context and namespace. */
export type GateNeed = 'pachctl' | 'saved' | 'version' | 'portSet';

interface GateFacts {
  /** What it proves, in one line. */
  readonly proves: string;
  readonly needs: readonly GateNeed[];
  /** Rows of the audit. */
  readonly audit: readonly string[];
}

/** Gates of a runbook that can be asked, in the order of a migration. */
export const GATES = {
  pipelines: {
    proves: 'pipelines run and are stopped as in the saved list',
    needs: ['pachctl', 'saved'],
    audit: ['D-37', 'D-38', 'D-39'],
  },
  paused: {
    proves: 'all pipelines are stopped, and their pods are gone',
    needs: ['pachctl'],
    audit: ['D-30', 'D-37'],
  },
  'no-open-commit': {
    proves: 'every commit is finished',
    needs: ['pachctl'],
    audit: ['D-45'],
  },
  backup: {
    proves: 'the file can be read to its last record, and holds every saved repo, commit and pipeline',
    needs: ['saved', 'version'],
    audit: ['D-43'],
  },
  'ports-free': {
    proves: 'no other Service holds a nodePort of the set',
    needs: ['version', 'portSet'],
    audit: ['D-1', 'D-9', 'D-12'],
  },
  ports: {
    proves: 'all nodePorts of the Services are on the set',
    needs: ['portSet'],
    audit: ['D-7', 'D-9', 'D-12', 'D-59'],
  },
  rights: {
    proves: 'the account of pachd has the rights that its version needs',
    needs: ['version'],
    audit: ['D-16', 'D-17', 'D-53', 'D-57'],
  },
  empty: {
    proves: 'the cluster has neither repos nor pipelines',
    needs: ['pachctl'],
    audit: ['D-42'],
  },
  restored: {
    proves: 'every saved repo and commit is there, and a file of every repo can be read',
    needs: ['pachctl', 'saved'],
    audit: ['D-31', 'D-36', 'D-40'],
  },
} as const satisfies Readonly<Record<string, GateFacts>>;

export type GateName = keyof typeof GATES;

export const GATE_NAMES = Object.keys(GATES) as readonly GateName[];

/** Whether a gate needs something. */
export const gateNeeds = (gate: GateName, need: GateNeed): boolean =>
  (GATES[gate].needs as readonly GateNeed[]).includes(need);
