import { phaseUnclearAmong } from '../../../rules/phase-unclear.ts';
import { PHASES } from '../facts/phases.ts';
import type { PachydermRule } from '../read/facts.ts';
import { CLUSTER, PACHD_PORTS, pachd, port, service } from './examples.ts';

const asked = { portSet: 'normal' };

export const phaseUnclear: PachydermRule = {
  ...phaseUnclearAmong(PHASES),
  audit: ['D-7'],
  why: 'Half of a move meets the other cluster, whichever set of ports that is on.',
  details: `Without a requested phase, render reads it from names and ports: a cluster is adjacent where its cluster-wide
objects are named by its namespace, or where its nodePorts are on the migration set.`,
  sources: ['pachctl 1.6.10 to 1.13.4 and charts 2.0.5 to 2.11.6, rendered'],
  good: [{ manifests: CLUSTER, asked }],
  bad: [
    {
      manifests:
        pachd('1.8.8') + service('pachd', port('api-grpc-port', 650, 30_649), ...PACHD_PORTS.slice(1)),
      asked,
    },
  ],
};
