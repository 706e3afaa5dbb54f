import { ruleFor } from '../../../pack.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { shownPort } from '../read/ports.ts';
import { BESIDE, cluster, NEW, OLD, service } from './peer-examples.ts';

export const peerPortUnnumbered = ruleFor<PachydermFacts>()({
  id: 'peer-port-unnumbered',
  severity: 'warning',
  audit: ['D-9'],
  needs: ['peer'],
  summary: 'a Service of the other cluster has a port without a number on every node',
  why: 'Only the API server knows the number, and it may be one that this cluster asks for: its Service is then refused.',
  details: `What \`kubectl get services -o yaml\` prints of the other cluster has the numbers: with it in the file of \`--peer\`, they are
compared as well.`,
  bad: [
    {
      manifests: cluster(NEW),
      peer: cluster(OLD, [service('etcd', OLD, [['client-port', 2379]])]),
      asked: BESIDE,
    },
  ],
  good: [
    {
      manifests: cluster(NEW),
      peer: cluster(OLD, [service('etcd', OLD, [['client-port', 2379, 32379]])]),
      asked: BESIDE,
    },
  ],
  judge({ peer }, report) {
    for (const port of peer.state.ports)
      if (port.number === undefined)
        report({
          what: `${shownPort(port)} of the other cluster has no number in its manifests`,
          fix: 'give --peer the manifests that the cluster holds (kubectl get services -o yaml, beside the others), or list the nodePorts before each step: kubectl get services -A',
        });
  },
});
