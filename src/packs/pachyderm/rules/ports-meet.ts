import type { NodePort, PachydermRule } from '../read/facts.ts';
import { numberOn, setFor, shownPort } from '../read/ports.ts';
import { CLUSTER, on, port, service } from './examples.ts';

export const portsMeet: PachydermRule = {
  id: 'ports-meet',
  severity: 'error',
  audit: ['D-62'],
  isIndependent: true,
  refusesSteps: true,
  summary: 'two Services of one cluster have the same nodePort',
  why: 'The API server refuses the second one, and creates everything else. A server dry run does not see it.',
  bad: [
    {
      manifests:
        CLUSTER +
        service('console', port('console-http', 4000, 30_080)) +
        service('pachyderm-proxy', port('http-port', 80, 30_080)),
      asked: on('migration'),
    },
  ],
  good: [{ manifests: CLUSTER + service('dash', port('dash-http', 8080, 30_080)), asked: on('migration') }],
  judge({ now, asked }, report) {
    const set = setFor(asked);
    const seen = new Map<number, NodePort>();
    for (const one of now.ports) {
      const number = numberOn(one, set);
      if (number === undefined) continue;
      const first = seen.get(number);
      seen.set(number, first ?? one);
      if (first)
        report({
          at: [one.number, first.number],
          what: `${shownPort(first)} and ${shownPort(one)} are both on nodePort ${number}`,
          fix: 'make one of the two Services ClusterIP, or turn the port off in the values',
        });
    }
  },
};
